// SPDX-License-Identifier: BSL-1.0
// Where events wait for the one who reads them, or the reader for the next event.
//
// Everything here runs on the client's executor. A reader that waits is given the event at once, in place; one that finds
// an event goes on in a later turn.
#pragma once

#include "client/completion.hpp"
#include "core/bounded_buffer.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/asio/post.hpp>

#include <memory>
#include <optional>

namespace jsonrpcclient::detail {

template <class Event>
class inbox
{
public:
    using reader = completion<std::optional<Event>>;

    // What becomes of one who asks for the next event.
    enum class turn
    {
        // Nothing is there: he waits.
        waits,
        // He is served in a turn of his own, by `serve`.
        ready,
        // Somebody else was first.
        refused
    };

    inbox(const asio::any_io_executor& executor, when_full policy, std::size_t max_events, std::size_t max_bytes)
        : executor_(executor), events_(policy, max_events, max_bytes)
    {
    }

    bool has_reader() const noexcept { return reader_ && !is_ready_; }
    bool has_ended() const noexcept { return has_ended_; }
    std::uint64_t dropped() const noexcept { return events_.dropped(); }
    // Whether nothing more may be read from the connection.
    bool is_blocking() const noexcept
    {
        return events_.policy() == when_full::wait && !has_ended_ && !has_reader() && events_.is_full();
    }

    void push(Event event, std::size_t bytes)
    {
        if (has_ended_)
            return;
        if (has_reader())
            return give(std::move(event));
        if (!events_.push(std::move(event), bytes))
            end(std::make_exception_ptr(client_error(errc::queue_full, delivery::answered,
                                                     "the stream ends: its reader is slower than the server, and " +
                                                         std::to_string(events_.size()) + " events wait")));
    }

    void push_kept(Event event)
    {
        if (has_ended_)
            return;
        if (has_reader())
            return give(std::move(event));
        events_.push_kept(std::move(event));
    }

    // No event comes any more. Behind those that are there the reader is told why; without a reason it is just the end.
    void end(std::exception_ptr why)
    {
        if (std::exchange(has_ended_, true))
            return;
        if (has_reader())
            complete_later(std::move(why));
        else
            why_ = std::move(why);
    }

    // Whoever waits now hears of this; the stream goes on.
    void fail(const std::exception_ptr& why)
    {
        if (has_reader())
            complete_later(why);
    }

    // Ends, and forgets what is there.
    void close()
    {
        end(nullptr);
        why_ = nullptr;
        events_.clear();
    }

    turn next(std::shared_ptr<reader> asking)
    {
        if (reader_)
        {
            auto error = std::make_exception_ptr(
                client_error(errc::invalid_request, delivery::not_sent, "somebody else waits for the next event"));
            asio::post(executor_, [asking, error] { (*asking)(error, {}); });
            return turn::refused;
        }
        reader_ = std::move(asking);
        is_ready_ = !events_.empty() || has_ended_;
        return is_ready_ ? turn::ready : turn::waits;
    }

    // Gives what is there now to the one who was ready for it, unless he has gone.
    void serve(const std::shared_ptr<reader>& asked)
    {
        if (reader_ != asked)
            return;
        if (!events_.empty())
            return give(events_.pop());
        auto ended = take_reader();
        auto error = std::exchange(why_, nullptr);
        run_in_place(executor_, [&] { (*ended)(error, {}); });
    }

    // He waits no more; nothing is lost by that.
    void cancel(const std::shared_ptr<reader>& asking)
    {
        if (reader_ == asking)
            complete_later(std::make_exception_ptr(
                client_error(errc::canceled, delivery::not_sent, "waiting for the next event was cancelled")));
    }

    // Destroys what waits.
    void drop() noexcept
    {
        has_ended_ = true;
        auto dropped = take_reader();
    }

private:
    std::shared_ptr<reader> take_reader() noexcept
    {
        is_ready_ = false;
        return std::exchange(reader_, nullptr);
    }

    void give(Event&& event)
    {
        auto waiting = take_reader();
        run_in_place(executor_, [&] { (*waiting)(nullptr, std::optional<Event>(std::move(event))); });
    }

    void complete_later(std::exception_ptr error)
    {
        asio::post(executor_, [ended = take_reader(), error = std::move(error)] { (*ended)(error, {}); });
    }

    asio::any_io_executor executor_;
    bounded_buffer<Event> events_;
    std::shared_ptr<reader> reader_;
    // What the reader gets is there; he is about to be served.
    bool is_ready_ = false;
    std::exception_ptr why_;
    bool has_ended_ = false;
};

} // namespace jsonrpcclient::detail
