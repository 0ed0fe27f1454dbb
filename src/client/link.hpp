// SPDX-License-Identifier: BSL-1.0
// One channel, and the two coroutines that serve it: one reads, and one writes.
//
// What is read and written is its user's, who outlives it as long as `keep` is held. Its coroutines may end after the next
// link has begun.
#pragma once

#include <jsonrpcclient/channel.hpp>

#include "core/send_queue.hpp"
#include "transport/gate.hpp"
#include "transport/heartbeat.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

class link : public std::enable_shared_from_this<link>
{
public:
    class user
    {
    public:
        virtual ~user() = default;

        virtual bool has_messages() const = 0;
        // Gives what is to be written next; it counts as sent from now on.
        virtual void next_write(const channel& over, message_list& leaving) = 0;
        // It has left, and is not needed any more.
        virtual void written(message_list& left) = 0;
        // Gives how many it has taken: those behind wait until `resume`.
        virtual std::size_t take(link& from, std::span<const std::string_view> messages) = 0;
        // Whether there is no room for more.
        virtual bool is_blocking() const = 0;
        // Asks the server for a sign of life.
        virtual void ask() = 0;
    };

    link(std::unique_ptr<channel> over, const asio::any_io_executor& executor, user& told);

    // Asks for a sign of life when nothing has come for so long, and gives up when nothing comes for as long again.
    void watch(std::chrono::nanoseconds interval);

    // Reads and writes until the connection has ended; gives the reason.
    static asio::awaitable<std::string> serve(std::shared_ptr<link> me, std::shared_ptr<void> keep);
    // Then: those of the last write that have not begun to leave.
    std::vector<send_queue::item> take_unwritten();

    // There is something to write: it leaves in a turn of its own, or now.
    void wake() { ready_.open(); }
    void wake_now() { ready_.pass(); }

    // There is room for more messages.
    void resume() { room_.open(); }

    bool is_over() const noexcept { return is_over_; }
    // What the channel has to say of calls that end without an answer.
    std::string trouble() const { return channel_->trouble(); }
    // Whether a write is under way.
    bool is_writing() const noexcept { return is_writing_; }

    // Ends in the polite way, within a second.
    static asio::awaitable<void> close(std::shared_ptr<link> me);
    // Ends at once, and tells nobody.
    void end();
    // Destroys the coroutines that wait for something to write, or for room.
    void drop() noexcept
    {
        ready_.drop();
        room_.drop();
    }

private:
    asio::awaitable<void> read();
    asio::awaitable<void> write();
    void write_failed(std::exception_ptr error);
    // Ends reading, and so the connection, for this reason.
    void give_up(std::string why);
    asio::awaitable<void> end_write();
    void stop();

    std::unique_ptr<channel> channel_;
    asio::any_io_executor executor_;
    user& told_;
    // Opened when there is something to write.
    gate ready_;
    // Opened when there is room for what was read.
    gate room_;
    asio::cancellation_signal stop_reading_;
    asio::cancellation_signal stop_writing_;
    asio::cancellation_signal stop_closing_;
    // Of whatever ends soon.
    asio::steady_timer patience_;
    std::optional<heartbeat> heartbeat_;
    std::chrono::steady_clock::time_point last_message_;
    bool is_over_ = false;
    // It ends as soon as nothing is being read.
    bool is_ending_ = false;

    // Set when the link gives up by itself.
    std::string why_;
    // Set when writing has failed, and reading goes on for a while.
    std::exception_ptr write_error_;
    bool has_write_ended_ = false;

    // The last write, and whether it is under way.
    message_list leaving_;
    std::vector<std::string_view> texts_;
    bool is_writing_ = false;
};

} // namespace jsonrpcclient::detail
