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

    inbox(when_full policy, std::size_t max_events, std::size_t max_bytes) noexcept
        : events_(policy, max_events, max_bytes)
    {
    }

    bool has_reader() const noexcept { return reader_ != nullptr; }
    bool has_ended() const noexcept { return has_ended_; }
    std::uint64_t dropped() const noexcept { return events_.dropped(); }
    // Whether nothing more may be read from the connection.
    bool is_blocking() const noexcept
    {
        return events_.policy() == when_full::wait && !has_ended_ && !reader_ && events_.is_full();
    }

    void push(Event event, std::size_t bytes)
    {
        if (has_ended_)
            return;
        if (reader_)
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
        if (reader_)
            return give(std::move(event));
        events_.push_kept(std::move(event));
    }

    // No event comes any more. Behind those that are there the reader is told why; without a reason it is just the end.
    void end(std::exception_ptr why)
    {
        if (std::exchange(has_ended_, true))
            return;
        why_ = std::move(why);
        if (reader_)
            later(std::exchange(reader_, nullptr));
    }

    // Ends, and forgets what is there.
    void close()
    {
        end(nullptr);
        why_ = nullptr;
        events_.clear();
    }

    // Whether the reader waits now: nothing was there.
    bool next(std::shared_ptr<reader> asking, const asio::any_io_executor& executor)
    {
        executor_ = executor;
        if (reader_)
        {
            auto error = std::make_exception_ptr(
                client_error(errc::invalid_request, delivery::not_sent, "somebody else waits for the next event"));
            asio::post(executor, [asking, error] { (*asking)(error, {}); });
            return false;
        }
        if (!events_.empty() || has_ended_)
        {
            later(std::move(asking));
            return false;
        }
        reader_ = std::move(asking);
        return true;
    }

    // It waits no more; nothing is lost by that.
    void cancel(const std::shared_ptr<reader>& asking)
    {
        if (reader_ != asking)
            return;
        reader_.reset();
        auto error = std::make_exception_ptr(
            client_error(errc::canceled, delivery::not_sent, "waiting for the next event was cancelled"));
        asio::post(executor_, [asking, error] { (*asking)(error, {}); });
    }

    // Destroys what waits.
    void drop() noexcept
    {
        has_ended_ = true;
        auto dropped = std::move(reader_);
        reader_ = nullptr;
    }

private:
    void give(Event&& event)
    {
        auto waiting = std::exchange(reader_, nullptr);
        try
        {
            (*waiting)(nullptr, std::tuple<std::optional<Event>>(std::move(event)));
        }
        catch (...)
        {
            // A handler that throws does so out of io_context::run(), as with Asio's own operations.
            asio::post(executor_, [thrown = std::current_exception()] { std::rethrow_exception(thrown); });
        }
    }

    // The reader gets in a turn of its own what is there then.
    void later(std::shared_ptr<reader> asking)
    {
        std::exception_ptr error;
        std::optional<Event> event;
        if (!events_.empty())
            event.emplace(events_.pop());
        else
            error = std::exchange(why_, nullptr);
        asio::post(executor_, [asking = std::move(asking), error = std::move(error), event = std::move(event)]() mutable
                   { (*asking)(std::move(error), std::tuple<std::optional<Event>>(std::move(event))); });
    }

    bounded_buffer<Event> events_;
    asio::any_io_executor executor_;
    std::shared_ptr<reader> reader_;
    std::exception_ptr why_;
    bool has_ended_ = false;
};

} // namespace jsonrpcclient::detail
