// SPDX-License-Identifier: BSL-1.0
#include "transport/child.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>

#include <csignal>

#ifdef __linux__
#    include <sys/syscall.h>
#    include <unistd.h>
#endif

namespace jsonrpcclient::detail {
namespace {

using namespace std::chrono_literals;

// How long a process has to end when its standard input was closed, and again when it was asked to. Together with a
// moment for the end by SIGKILL they are less than the second that closing a client takes at most.
constexpr auto first_patience = 500ms;
constexpr auto last_patience = 200ms;

// Where the system does not tell by itself that a process has ended.
constexpr auto look_interval = 20ms;

// A file that becomes readable when the process has ended, if the system has such files.
owned_file open_end_sign([[maybe_unused]] ::pid_t process)
{
#ifdef SYS_pidfd_open
    return owned_file(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
#else
    return owned_file();
#endif
}

// The descriptor takes the file over only if it can be made.
template <class Descriptor>
void assign(Descriptor& to, owned_file& file)
{
    to.assign(file.number());
    file.release();
}

} // namespace

std::shared_ptr<child> child::start(const asio::any_io_executor& executor, const std::shared_ptr<const process>& what)
{
    auto made = std::make_shared<child>(executor, what, launch(*what));
    made->watch();
    if (made->error_)
        made->error_->start(made);
    return made;
}

child::child(const asio::any_io_executor& executor, const std::shared_ptr<const process>& what, launched started)
    : executor_(executor), told_(what), process_(std::move(started.process)), input_(executor), output_(executor),
      next_look_(executor), pace_(executor)
{
    input_.assign(asio::local::stream_protocol(), started.input.number());
    started.input.release();
    assign(output_, started.output);
    if (started.error.number() != -1)
    {
        error_.emplace(executor, started.error.number(), [this](std::string_view line) { tell(line); });
        started.error.release();
    }
    if (auto sign = open_end_sign(process_.number()); sign.number() != -1)
    {
        end_sign_.emplace(executor);
        assign(*end_sign_, sign);
    }
}

void child::watch()
{
    auto look = [me = shared_from_this()](boost::system::error_code error) { me->look(error); };
    if (end_sign_)
        return end_sign_->async_wait(asio::posix::stream_descriptor::wait_read, std::move(look));
    next_look_.expires_after(look_interval);
    next_look_.async_wait(std::move(look));
}

void child::look(boost::system::error_code error)
{
    // A system that cannot wait for this file.
    if (error)
        end_sign_.reset();
    exit_ = process_.reap();
    if (!exit_)
        return watch();
    end_sign_.reset();
    pace_.cancel();
    if (error_)
        error_->finish();
    if (auto told = told_.lock(); told && told->on_exit())
        try
        {
            told->on_exit()(*exit_);
        }
        catch (...)
        {
            // A handler's own trouble stays its own.
        }
    end_waiting();
}

void child::tell(std::string_view line) noexcept
{
    if (auto told = told_.lock())
        try
        {
            told->on_standard_error()(line);
        }
        catch (...)
        {
            // A handler's own trouble stays its own.
        }
}

asio::awaitable<void> child::wait(std::chrono::nanoseconds limit)
{
    auto keep = shared_from_this();
    if (exit_)
        co_return;
    asio::steady_timer timer(executor_, limit);
    // Whichever way the coroutine ends.
    auto leave = [this](asio::steady_timer* waiting) { waiting_.erase(waiting); };
    std::unique_ptr<asio::steady_timer, decltype(leave)> listed(&timer, leave);
    waiting_.insert(&timer);
    co_await timer.async_wait(asio::as_tuple(asio::deferred));
}

void child::end_waiting()
{
    for (auto* timer : waiting_)
        timer->cancel();
}

void child::end()
{
    boost::system::error_code ignored;
    input_.close(ignored);
    if (exit_ || std::exchange(is_ending_, true))
        return;
    send_after(first_patience, SIGTERM);
}

void child::abandon()
{
    boost::system::error_code ignored;
    output_.close(ignored);
    end();
    end_waiting();
}

void child::send_after(std::chrono::nanoseconds time, int signal)
{
    pace_.expires_after(time);
    pace_.async_wait(
        [me = shared_from_this(), signal](boost::system::error_code error)
        {
            if (error || me->exit_)
                return;
            me->send(signal);
            if (signal != SIGKILL)
                me->send_after(last_patience, SIGKILL);
        });
}

void child::send(int signal) noexcept
{
#ifdef SYS_pidfd_send_signal
    // If the program waits for all its children elsewhere, the number may be another process's by now.
    if (end_sign_)
    {
        ::syscall(SYS_pidfd_send_signal, end_sign_->native_handle(), signal, nullptr, 0);
        return;
    }
#endif
    ::kill(process_.number(), signal);
}

} // namespace jsonrpcclient::detail
