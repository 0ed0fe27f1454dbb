// SPDX-License-Identifier: BSL-1.0
#include "client/link.hpp"

#include "client/stoppable.hpp"
#include "transport/connect.hpp"

#include <boost/asio/as_tuple.hpp>

namespace jsonrpcclient::detail {

namespace {

// How long a connection that is at its end may take for it.
constexpr auto farewell_time = std::chrono::seconds(1);

} // namespace

link::link(std::unique_ptr<channel> over, const asio::any_io_executor& executor, user& told)
    : channel_(std::move(over)), executor_(executor), told_(told), ready_(executor), room_(executor),
      patience_(executor), last_message_(std::chrono::steady_clock::now())
{
}

void link::watch(std::chrono::nanoseconds interval)
{
    heartbeat_.emplace(
        executor_, interval,
        [this]
        {
            // What is not read tells nothing of the server.
            if (room_.has_waiting())
                last_message_ = std::chrono::steady_clock::now();
            return std::max(last_message_, channel_->last_sign());
        },
        [this] { told_.ask(); }, [this] { give_up(heartbeat::silence); });
}

void link::give_up(std::string why)
{
    why_ = std::move(why);
    is_ending_ = true;
    channel_->abort();
    stop_reading_.emit(asio::cancellation_type::terminal);
    room_.open();
}

asio::awaitable<std::string> link::serve(std::shared_ptr<link> me, std::shared_ptr<void> keep)
{
    asio::co_spawn(me->executor_, after_a_turn(me->write()),
                   asio::bind_cancellation_slot(me->stop_writing_.slot(),
                                                [me, keep](std::exception_ptr)
                                                {
                                                    me->has_write_ended_ = true;
                                                    if (me->is_over_)
                                                        me->patience_.cancel();
                                                }));
    std::exception_ptr error;
    try
    {
        co_await stoppable(me->read(), me->stop_reading_, me->executor_);
    }
    catch (...)
    {
        error = std::current_exception();
    }
    me->stop();
    co_await me->end_write();
    // Without a reason it was ended from here, and nobody asks for one.
    if (me->why_.empty() && error)
        me->why_ = reason_of(error);
    co_return me->why_;
}

asio::awaitable<void> link::read()
{
    while (!is_over_)
    {
        auto messages = co_await channel_->read();
        if (heartbeat_)
            last_message_ = std::chrono::steady_clock::now();
        for (;;)
        {
            messages = messages.subspan(told_.take(*this, messages));
            if (messages.empty() || is_over_)
                break;
            co_await room_.wait();
            if (is_ending_)
                co_return;
        }
    }
}

asio::awaitable<void> link::write()
{
    while (!is_over_)
    {
        if (!told_.has_messages())
        {
            co_await ready_.wait();
            continue;
        }
        try
        {
            told_.next_write(*channel_, leaving_);
            if (leaving_.empty())
                continue;
            is_writing_ = true;
            texts_.clear();
            for (std::size_t i = 0; i != leaving_.size(); ++i)
                texts_.push_back(leaving_.text(i));
            co_await channel_->write(texts_);
            is_writing_ = false;
        }
        catch (...)
        {
            write_failed(std::current_exception());
            co_return;
        }
        if (!is_over_)
            told_.written(leaving_);
    }
}

void link::write_failed(std::exception_ptr error)
{
    if (is_over_)
        return;
    // Reading ends as well, and then the connection. But what has arrived is read: answers, and why the server has ended
    // the connection.
    write_error_ = std::move(error);
    patience_.expires_after(farewell_time);
    patience_.async_wait(
        [me = shared_from_this()](boost::system::error_code error)
        {
            if (error || me->is_over_)
                return;
            me->give_up(reason_of(me->write_error_));
        });
}

// What a write that is under way has done is known when it has ended.
asio::awaitable<void> link::end_write()
{
    if (!is_writing_ || has_write_ended_)
        co_return;
    patience_.expires_after(farewell_time);
    co_await patience_.async_wait(asio::as_tuple(asio::deferred));
}

std::vector<send_queue::item> link::take_unwritten()
{
    std::vector<send_queue::item> unwritten;
    if (!is_writing_ || !has_write_ended_)
        return unwritten;
    for (auto i = channel_->begun(); i < leaving_.size(); ++i)
        unwritten.emplace_back(leaving_.owner(i), leaving_.take_text(i));
    return unwritten;
}

asio::awaitable<void> link::close(std::shared_ptr<link> me)
{
    asio::steady_timer timer(me->executor_, farewell_time);
    timer.async_wait(
        [me](boost::system::error_code error)
        {
            if (error)
                return;
            me->channel_->abort();
            me->stop_closing_.emit(asio::cancellation_type::terminal);
        });
    try
    {
        co_await stoppable(me->channel_->close(), me->stop_closing_, me->executor_);
    }
    catch (...)
    {
        // It is over, in whichever way.
    }
}

void link::stop()
{
    is_over_ = true;
    heartbeat_.reset();
    patience_.cancel();
    channel_->abort();
    stop_writing_.emit(asio::cancellation_type::terminal);
    ready_.open();
    room_.open();
}

void link::end()
{
    stop();
    stop_reading_.emit(asio::cancellation_type::terminal);
}

} // namespace jsonrpcclient::detail
