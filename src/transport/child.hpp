// SPDX-License-Identifier: BSL-1.0
// A child process that runs: its ends of pipes, what it writes to its standard error, and its end.
//
// It is noticed when it ends, ended when it is to, and waited for in any case. It lives on in the background until then: its
// handlers hold it. When the execution context is destroyed they are too, and what is left is killed.
#pragma once

#include "transport/launch.hpp"
#include "transport/line_reader.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <set>

namespace jsonrpcclient::detail {

class child : public std::enable_shared_from_this<child>
{
public:
    // Starts the process. Its handlers are called as long as `what` lives elsewhere. Throws `errc::not_connected`.
    static std::shared_ptr<child> start(const asio::any_io_executor& executor,
                                        const std::shared_ptr<const process>& what);

    child(const asio::any_io_executor& executor, const std::shared_ptr<const process>& what, launched started);

    // Of what we write, and of what we read.
    asio::local::stream_protocol::socket& input() noexcept { return input_; }
    asio::posix::stream_descriptor& output() noexcept { return output_; }

    // How it has ended, if it has.
    const std::optional<process_exit>& exit() const noexcept { return exit_; }

    // Completes when it has ended, after this time at the latest.
    asio::awaitable<void> wait(std::chrono::nanoseconds limit);

    // Closes its standard input, and ends it by signals if that does not.
    void end();

    // The same, reads no more from it, and ends whoever waits.
    void abandon();

private:
    void watch();
    void look(boost::system::error_code error);
    void end_waiting();
    void send_after(std::chrono::nanoseconds time, int signal);
    void send(int signal) noexcept;
    void tell(std::string_view line) noexcept;

    asio::any_io_executor executor_;
    std::weak_ptr<const process> told_;
    owned_process process_;
    asio::local::stream_protocol::socket input_;
    asio::posix::stream_descriptor output_;
    std::optional<line_reader> error_;
    // Readable when the process has ended; where there is no such thing, it is looked for.
    std::optional<asio::posix::stream_descriptor> end_sign_;
    asio::steady_timer next_look_;
    asio::steady_timer pace_;
    std::set<asio::steady_timer*> waiting_;
    std::optional<process_exit> exit_;
    bool is_ending_ = false;
};

} // namespace jsonrpcclient::detail
