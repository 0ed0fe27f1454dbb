// SPDX-License-Identifier: BSL-1.0
#include "gateway/child.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/read_until.hpp>

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test::gateway {
namespace {

[[noreturn]] void become(int output, std::vector<char*> words)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output, STDOUT_FILENO);
    // Asio's sockets would be open there, too.
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    for (auto* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"})
        ::unsetenv(name);
    ::execv(words[0], words.data());
    ::_exit(127);
}

} // namespace

child::child(const asio::any_io_executor& executor, std::vector<std::string> words) : output_(executor)
{
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);

    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe2");
    output_.assign(ends[0]);
    process_ = ::fork();
    if (process_ == 0)
        become(ends[1], std::move(pointers));
    ::close(ends[1]);
    if (process_ == -1)
        throw std::system_error(errno, std::generic_category(), "fork");
}

child::~child()
{
    if (process_ == -1)
        return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

asio::awaitable<std::string> child::line()
{
    auto size = co_await asio::async_read_until(output_, asio::dynamic_buffer(buffer_), '\n', asio::deferred);
    auto text = buffer_.substr(0, size - 1);
    buffer_.erase(0, size);
    co_return text;
}

void child::signal(int number) { ::kill(process_, number); }

asio::awaitable<int> child::ended()
{
    bool is_open = true;
    while (is_open)
    {
        auto [error, size] = co_await asio::async_read_until(output_, asio::dynamic_buffer(buffer_), '\n',
                                                             asio::as_tuple(asio::deferred));
        buffer_.clear();
        is_open = !error;
    }
    int status = 0;
    ::waitpid(std::exchange(process_, -1), &status, 0);
    co_return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace test::gateway
