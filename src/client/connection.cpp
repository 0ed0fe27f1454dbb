// SPDX-License-Identifier: BSL-1.0
#include "client/connection.hpp"

#include "client/session.hpp"
#include "rules/option_table.hpp"
#include "transport/connect.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jsonrpcclient::detail {

struct connection::link
{
    link(std::unique_ptr<jsonrpcclient::channel> channel, const asio::any_io_executor& executor)
        : channel(std::move(channel)), ready(executor), giving_up(executor)
    {
    }

    std::unique_ptr<jsonrpcclient::channel> channel;
    // Opened when there is something to write.
    gate ready;
    asio::cancellation_signal stop_reading;
    asio::cancellation_signal stop_writing;
    asio::cancellation_signal stop_closing;
    bool is_over = false;
    // Set when writing has failed, and reading goes on for a while.
    std::exception_ptr write_error;
    asio::steady_timer giving_up;
    bool has_given_up = false;
};

namespace {

// How long a connection that is at its end may take for it.
constexpr auto patience = std::chrono::seconds(1);

// Asio terminates the program if a coroutine is cancelled in its very first turn, before it was suspended.
template <class T>
asio::awaitable<T> after_a_turn(asio::awaitable<T> work)
{
    co_await asio::post(asio::deferred);
    co_return co_await std::move(work);
}

// A coroutine of its own, so that ending it does not end the one that waits for it.
template <class T>
asio::awaitable<T> stoppable(asio::awaitable<T> work, asio::cancellation_signal& stop, const asio::any_io_executor& where)
{
    return asio::co_spawn(where, after_a_turn(std::move(work)),
                          asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
}

// Whatever makes the awaitable may throw as well: then the awaitable does.
asio::awaitable<std::unique_ptr<channel>> make_channel(const connection::phased_connector& connect,
                                                       std::shared_ptr<phase> now)
{
    co_return co_await connect(std::move(now));
}

} // namespace

connection::connection(session& owner, phased_connector connect, adopter adopt)
    : session_(owner), connect_(std::move(connect)), adopt_(std::move(adopt))
{
}

void connection::adopt(const std::shared_ptr<const option_set>& options)
{
    if (adopt_)
        adopt_(options);
}

void connection::check(const call_options& options)
{
    // The connection is there already, or will be for other calls as well.
    if (auto* own = options.store().get())
        for (auto& row : option_table())
            if (row.is_of_connection && row.is_set(*own))
                throw client_error(errc::invalid_config, delivery::not_sent,
                                   "a single call has " + std::string(row.name) +
                                       " over HTTP only; here the calls share one connection");
}

void connection::submit(slot owner, std::string text, const call_options&)
{
    queue_.push(owner, std::move(text));
    if (!link_)
        start();
    else if (!is_reading_)
        link_->ready.open();
}

void connection::connect(slot owner)
{
    connecting_.insert(owner);
    if (!link_)
        return start();
    asio::post(session_.executor(), [this, keep = session_.shared_from_this()] { end_connects(); });
}

void connection::end_connects()
{
    // One by one: a handler may cancel the next, or close the client.
    while (link_ && !connecting_.empty())
    {
        slot owner = connecting_.extract(connecting_.begin()).value();
        session_.finish(owner, nullptr, {});
    }
}

void connection::withdraw(slot owner)
{
    queue_.withdraw(owner);
    connecting_.erase(owner);
    if (is_running_ && !link_ && queue_.empty() && connecting_.empty())
    {
        is_stopped_ = true;
        stop_connecting_.emit(asio::cancellation_type::terminal);
    }
}

phase connection::phase_of(slot owner) const
{
    if (!link_)
        return *phase_;
    if (!session_.calls().is_sent(owner))
        return phase::queue;
    return is_writing_ && write_of_[owner] == last_write_ ? phase::write : phase::wait;
}

void connection::count_present(statistics& now) const
{
    now.queued = queue_.size();
    now.queued_bytes = queue_.bytes();
    now.connections = link_ ? 1 : 0;
}

void connection::start()
{
    if (std::exchange(is_running_, true))
        return;
    // In a later turn: who submits is told of nothing meanwhile.
    asio::co_spawn(session_.executor(), after_a_turn(run(session_.shared_from_this())), asio::detached);
}

asio::awaitable<void> connection::run(std::shared_ptr<session> keep)
{
    while (!session_.is_closed() && (!queue_.empty() || !connecting_.empty()))
    {
        std::unique_ptr<channel> made;
        std::exception_ptr error;
        *phase_ = phase::connect;
        is_stopped_ = false;
        try
        {
            made = co_await stoppable(make_channel(connect_, phase_), stop_connecting_, session_.executor());
        }
        catch (...)
        {
            error = std::current_exception();
        }
        if (!made && !error)
            error = std::make_exception_ptr(std::runtime_error("the connector gave no channel"));
        if (session_.is_closed())
            break;
        if (!error)
        {
            // Only after the loss of one there is another.
            if (session_.counters().connects++ != 0)
                ++session_.counters().reconnects;
            link_ = std::make_shared<link>(std::move(made), session_.executor());
            co_await serve(keep, link_);
        }
        // Who came after the last waiter had left gets an attempt of his own.
        else if (!is_stopped_)
            not_connected(error);
    }
    is_running_ = false;
}

asio::awaitable<void> connection::serve(std::shared_ptr<session> keep, std::shared_ptr<link> current)
{
    end_connects();
    asio::co_spawn(session_.executor(), after_a_turn(write(keep, current)),
                   asio::bind_cancellation_slot(current->stop_writing.slot(), asio::detached));
    std::exception_ptr error;
    try
    {
        co_await stoppable(read(current), current->stop_reading, session_.executor());
    }
    catch (...)
    {
        error = std::current_exception();
    }
    current->is_over = true;
    current->giving_up.cancel();
    current->channel->abort();
    current->stop_writing.emit(asio::cancellation_type::terminal);
    current->ready.open();
    if (!session_.is_closed())
        lost(current->has_given_up ? current->write_error : error);
}

asio::awaitable<void> connection::read(std::shared_ptr<link> current)
{
    while (!current->is_over)
    {
        auto messages = co_await current->channel->read();
        is_reading_ = true;
        for (arrival_scope arriving(session_.measures()); auto message : messages)
        {
            auto reply = session_.receive(message);
            if (current->is_over)
                break;
            // A server that asks and does not read is not answered without end, and leaves room for calls.
            if (!reply.empty() && queue_.bytes() + reply.size() <= *session_.defaults().max_queued_bytes / 4)
                queue_.push(send_queue::nobody, std::move(reply));
        }
        is_reading_ = false;
        if (!queue_.empty())
            current->ready.pass();
    }
}

asio::awaitable<void> connection::write([[maybe_unused]] std::shared_ptr<session> keep, std::shared_ptr<link> current)
{
    while (!current->is_over)
    {
        if (queue_.empty())
        {
            co_await current->ready.wait();
            continue;
        }
        std::vector<send_queue::item> items;
        std::vector<std::string_view> texts;
        try
        {
            items = next_write(*current->channel);
            if (items.empty())
                continue;
            for (auto& item : items)
            {
                texts.push_back(item.text);
                session_.log_request(item.owner, item.text);
                session_.measures().sent(item.text.size());
            }
            is_writing_ = true;
            co_await current->channel->write(texts);
        }
        catch (...)
        {
            write_failed(current, std::current_exception());
            co_return;
        }
        if (current->is_over)
            co_return;
        is_writing_ = false;
        // A notification ends when it is written. Its slot may belong to another call by now, but not to one
        // that was written.
        for (auto& item : items)
            if (item.owner != send_queue::nobody && session_.calls().is_written_notification(item.owner))
                session_.finish(item.owner, nullptr, {});
    }
}

void connection::write_failed(const std::shared_ptr<link>& current, std::exception_ptr error)
{
    if (current->is_over)
        return;
    // Reading ends as well, and then the connection. But what has arrived is read: answers, and why the server
    // has ended the connection.
    current->write_error = std::move(error);
    current->giving_up.expires_after(patience);
    current->giving_up.async_wait(
        [current](boost::system::error_code error)
        {
            if (error || current->is_over)
                return;
            current->has_given_up = true;
            current->channel->abort();
            current->stop_reading.emit(asio::cancellation_type::terminal);
        });
}

std::vector<send_queue::item> connection::next_write(const channel& over)
{
    // So much that a system call more does not count, and so little that a write that fails, or takes long,
    // concerns few calls.
    constexpr std::size_t enough = 1 << 20;
    std::vector<send_queue::item> items;
    ++last_write_;
    for (std::size_t bytes = 0; bytes < enough && !queue_.empty();)
    {
        auto next = queue_.pop();
        slot owner = next.owner;
        if (!over.can_carry(next.text))
        {
            if (owner != send_queue::nobody)
                session_.fail(owner, errc::invalid_request, "the channel cannot carry this text as one message");
            continue;
        }
        bytes += next.text.size();
        items.push_back(std::move(next));
        if (owner == send_queue::nobody)
            continue;
        session_.calls().written(owner);
        if (write_of_.size() <= owner)
            write_of_.resize(owner + 1);
        write_of_[owner] = last_write_;
    }
    return items;
}

void connection::not_connected(std::exception_ptr error)
{
    auto why = "could not connect: " + reason_of(error) + " (phase: " + to_string(*phase_) + ")";
    std::vector<slot> waiting(connecting_.begin(), connecting_.end());
    while (!queue_.empty())
        waiting.push_back(queue_.pop().owner);
    for (slot owner : waiting)
        if (owner != send_queue::nobody)
            session_.fail(owner, errc::not_connected, why);
}

void connection::lost(std::exception_ptr error)
{
    ++session_.counters().connections_lost;
    auto why = "the connection was lost: " + reason_of(error);
    is_writing_ = false;
    for (slot owner : session_.calls().sent_calls())
        session_.fail(owner, errc::connection_lost, why);
    session_.calls().connection_lost();
    link_.reset();
}

asio::awaitable<void> connection::close()
{
    auto current = link_;
    if (!current)
        co_return;
    asio::steady_timer timer(session_.executor(), patience);
    timer.async_wait(
        [current](boost::system::error_code error)
        {
            if (error)
                return;
            current->channel->abort();
            current->stop_closing.emit(asio::cancellation_type::terminal);
        });
    try
    {
        co_await stoppable(current->channel->close(), current->stop_closing, session_.executor());
    }
    catch (...)
    {
        // It is over, in whichever way.
    }
}

void connection::shut_down()
{
    queue_ = send_queue();
    connecting_.clear();
    stop_connecting_.emit(asio::cancellation_type::terminal);
    if (auto current = std::move(link_))
    {
        current->is_over = true;
        current->channel->abort();
        current->stop_reading.emit(asio::cancellation_type::terminal);
        current->stop_writing.emit(asio::cancellation_type::terminal);
        current->ready.open();
    }
}

void connection::drop() noexcept
{
    if (auto current = std::move(link_))
        current->ready.drop();
}

} // namespace jsonrpcclient::detail
