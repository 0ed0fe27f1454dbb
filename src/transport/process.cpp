// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/process.hpp>

#include <jsonrpcclient/error.hpp>

#include "rules/command_words.hpp"

#include <cstring>

namespace jsonrpcclient {
namespace {

[[noreturn]] void refuse_process(const std::string& why)
{
    throw client_error(errc::invalid_config, delivery::not_sent, why);
}

// What the system is given ends at the first zero.
const std::string& checked(const std::string& text, const char* what)
{
    if (text.find('\0') != text.npos)
        refuse_process(std::string(what) + " has a character that none has");
    return text;
}

} // namespace

process_exit process_exit::with_status(int value) noexcept
{
    process_exit made;
    made.status_ = value;
    return made;
}

process_exit process_exit::by_signal(int number) noexcept
{
    process_exit made;
    made.signal_ = number;
    return made;
}

std::string to_string(const process_exit& value)
{
    if (value.status())
        return "the process exited with status " + std::to_string(*value.status());
    if (!value.signal())
        return "the process ended";
    const char* name = ::strsignal(*value.signal());
    return "the process was ended by signal " + std::to_string(*value.signal()) +
           (name ? " (" + std::string(name) + ")" : "");
}

process::process(std::string program)
{
    if (program.empty())
        refuse_process("a process has no program");
    argument(std::move(program));
}

process process::parse(std::string_view command)
{
    std::vector<std::string> words;
    try
    {
        words = detail::split_command(command);
    }
    catch (const detail::command_error& error)
    {
        refuse_process(std::string("the command is not understood: ") + error.what());
    }
    process made(std::move(words.front()));
    for (std::size_t i = 1; i != words.size(); ++i)
        made.argument(std::move(words[i]));
    return made;
}

process& process::argument(std::string value)
{
    checked(value, words_.empty() ? "the name of a program" : "an argument");
    words_.push_back(std::move(value));
    return *this;
}

process& process::environment(std::string name, std::string value)
{
    if (name.empty() || checked(name, "the name of a variable").find('=') != name.npos)
        refuse_process("the name of a variable is empty, or has the character =");
    checked(value, "the value of a variable");
    std::erase_if(environment_, [&](auto& each) { return each.first == name; });
    environment_.emplace_back(std::move(name), std::move(value));
    return *this;
}

process& process::directory(std::string path)
{
    if (checked(path, "the path of a directory").empty())
        refuse_process("the path of a directory is empty");
    directory_ = std::move(path);
    return *this;
}

process& process::on_standard_error(line_handler handler)
{
    on_standard_error_ = std::move(handler);
    return *this;
}

process& process::on_exit(exit_handler handler)
{
    on_exit_ = std::move(handler);
    return *this;
}

process& process::skip_stray_output(bool value)
{
    skip_stray_output_ = value;
    return *this;
}

} // namespace jsonrpcclient
