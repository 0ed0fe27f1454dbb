// SPDX-License-Identifier: BSL-1.0
// A server on its standard input and output, as a child process: it answers each request with its params.
//
//   process_peer FRAMING [ACTION...]
//
// The actions are done in their order; after the last one it serves until its standard input ends. Where something is
// written, \n is a line feed.
//
//   serve N         answers N messages
//   take N          takes N messages, and answers none
//   tell            writes the next message to standard error
//   out TEXT        writes it to standard output; err TEXT: to standard error
//   flood N         writes N bytes to standard error, in lines of 64
//   part            writes the first half of an answer
//   status N        exits
//   signal N        ends by this signal
//   ignore N        ignores this signal
//   close N         closes this file descriptor
//   stay            never ends by itself
//   echo            answers each request with the process: its number, arguments, directory, environment and open files
#include "support/peer_framing.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <dirent.h>
#include <unistd.h>

namespace {

namespace json = boost::json;

void write_all(int file, std::string_view bytes)
{
    while (!bytes.empty())
    {
        auto size = ::write(file, bytes.data(), bytes.size());
        if (size <= 0)
            std::_Exit(111);
        bytes.remove_prefix(size);
    }
}

std::string unescaped(std::string text)
{
    for (auto at = text.find("\\n"); at != text.npos; at = text.find("\\n"))
        text.replace(at, 2, "\n");
    return text;
}

json::array open_files()
{
    json::array files;
    auto* folder = ::opendir("/proc/self/fd");
    while (auto* entry = ::readdir(folder))
        if (entry->d_name[0] != '.' && std::stoi(entry->d_name) != ::dirfd(folder))
            files.emplace_back(std::stoi(entry->d_name));
    ::closedir(folder);
    return files;
}

json::object description(int count, char** arguments)
{
    json::object made;
    made["pid"] = ::getpid();
    made["directory"] = std::filesystem::current_path().string();
    auto& words = made["words"].emplace_array();
    for (int i = 0; i != count; ++i)
        words.emplace_back(arguments[i]);
    auto& variables = made["environment"].emplace_object();
    for (auto* name : {"PROCESS_PEER_TEST", "HOME"})
        if (auto* value = std::getenv(name))
            variables[name] = value;
    made["files"] = open_files();
    struct ::sigaction pipe;
    ::sigaction(SIGPIPE, nullptr, &pipe);
    made["ignores_sigpipe"] = pipe.sa_handler == SIG_IGN;
    ::sigset_t blocked;
    ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
    made["blocks_sigterm"] = ::sigismember(&blocked, SIGTERM) == 1;
    return made;
}

class server
{
public:
    server(std::string framing, int count, char** arguments)
        : framing_(std::move(framing)), reader_(framing_), count_(count), arguments_(arguments)
    {
    }

    // So many messages, or all: until the end of standard input.
    void serve(long messages, bool answers)
    {
        for (; messages != 0; --messages)
        {
            auto text = next();
            if (text.empty())
                return;
            if (answers)
                write_all(STDOUT_FILENO, test::framed(framing_, answer(json::parse(text).as_object())));
        }
    }

    // Empty at the end of standard input.
    std::string next()
    {
        char bytes[65536];
        for (;;)
        {
            if (auto text = reader_.next())
                return *text;
            auto size = ::read(STDIN_FILENO, bytes, sizeof bytes);
            if (size <= 0)
                return {};
            reader_.feed(std::string_view(bytes, size));
        }
    }

    void describe() { describes_ = true; }

    std::string half_an_answer() const
    {
        auto whole = test::framed(framing_, R"({"jsonrpc":"2.0","result":"only the half of this will arrive","id":1})");
        return whole.substr(0, whole.size() / 2);
    }

private:
    std::string answer(const json::object& request) const
    {
        json::object made;
        made["jsonrpc"] = "2.0";
        if (describes_)
            made["result"] = description(count_, arguments_);
        else if (auto* params = request.if_contains("params"))
            made["result"] = *params;
        else
            made["result"] = nullptr;
        made["id"] = request.at("id");
        return json::serialize(made);
    }

    std::string framing_;
    test::frame_reader reader_;
    int count_;
    char** arguments_;
    bool describes_ = false;
};

} // namespace

int main(int count, char** arguments)
{
    server peer(arguments[1], count, arguments);
    for (int i = 2; i < count; ++i)
    {
        std::string action = arguments[i];
        if (action == "stay")
            for (;;)
                ::pause();
        else if (action == "part")
            write_all(STDOUT_FILENO, peer.half_an_answer());
        else if (action == "echo")
            peer.describe();
        else if (action == "tell")
            write_all(STDERR_FILENO, peer.next() + '\n');
        else
        {
            std::string value = arguments[++i];
            if (action == "out" || action == "err")
                write_all(action == "out" ? STDOUT_FILENO : STDERR_FILENO, unescaped(value));
            else if (action == "serve" || action == "take")
                peer.serve(std::stol(value), action == "serve");
            else if (action == "flood")
                for (long lines = std::stol(value) / 64; lines != 0; --lines)
                    write_all(STDERR_FILENO, std::string(63, 'x') + '\n');
            else if (action == "status")
                std::_Exit(std::stoi(value));
            else if (action == "signal")
                ::kill(::getpid(), std::stoi(value));
            else if (action == "ignore")
                ::signal(std::stoi(value), SIG_IGN);
            else if (action == "close")
                ::close(std::stoi(value));
            else
                return 112;
        }
    }
    peer.serve(-1, true);
}
