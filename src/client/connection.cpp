// SPDX-License-Identifier: BSL-1.0
#include "client/connection.hpp"

#include "client/session.hpp"
#include "client/stoppable.hpp"
#include "core/flag_scope.hpp"
#include "rules/option_table.hpp"
#include "transport/connect.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

connection::connection(session& owner, phased_connector connect, adopter adopt)
    : session_(owner), connect_(std::move(connect)), adopt_(std::move(adopt)), tries_(*owner.defaults().reconnect),
      pausing_(owner.executor())
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

void connection::submit(slot owner, std::string&& text, const call_options&)
{
    queue_.push(owner, std::move(text));
    if (!link_)
        start();
    else if (!is_reading_)
        link_->wake();
}

void connection::connect(slot owner)
{
    connecting_.insert(owner);
    if (!link_)
        return start();
    // Behind one that has just ended there will be another.
    if (link_->is_over())
        return;
    asio::post(session_.executor(), [this, keep = session_.shared_from_this()] { end_connects(); });
}

void connection::end_connects()
{
    // One by one: a handler may cancel the next, or close the client.
    while (link_ && !link_->is_over() && !connecting_.empty())
    {
        slot owner = connecting_.extract(connecting_.begin()).value();
        session_.finish(owner, nullptr, {});
    }
}

void connection::withdraw(slot owner)
{
    queue_.withdraw(owner);
    connecting_.erase(owner);
    if (is_running_ && !link_ && !is_needed())
    {
        is_stopped_ = true;
        stop_connecting_.emit(asio::cancellation_type::terminal);
        pausing_.cancel();
    }
}

phase connection::phase_of(slot owner) const
{
    if (!link_)
        return *phase_;
    if (!session_.calls().is_sent(owner))
        return phase::queue;
    return link_->is_writing() && queue_.was_popped_last(owner) ? phase::write : phase::wait;
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
    while (!session_.is_closed() && is_needed())
    {
        if (tries_.next() > std::chrono::steady_clock::now())
        {
            co_await pause(tries_.next());
            continue;
        }
        std::unique_ptr<channel> made;
        std::exception_ptr error;
        *phase_ = phase::connect;
        is_stopped_ = false;
        session_.tell(connection_state::connecting, {});
        try
        {
            made = co_await stoppable(make_channel(), stop_connecting_, session_.executor());
        }
        catch (...)
        {
            error = std::current_exception();
        }
        if (session_.is_closed())
            break;
        if (made)
        {
            // Only after the loss of one there is another.
            if (session_.counters().connects++ != 0)
                ++session_.counters().reconnects;
            tries_.connected();
            link::user& me = *this;
            auto current = link_ = std::make_shared<link>(std::move(made), session_.executor(), me);
            auto& options = session_.defaults();
            if (options.ping_method && options.ping_interval->count() != 0)
                current->watch(*options.ping_interval);
            session_.tell(connection_state::connected, {});
            session_.listeners().connected();
            end_connects();
            auto why = co_await link::serve(current, keep);
            if (!session_.is_closed())
                lost(*current, why);
        }
        // Who came after the last waiter had left gets a try of his own.
        else if (is_stopped_)
            session_.tell(connection_state::lost, "nobody waits for it any more");
        else
            not_connected("could not connect: " + reason_of(error) + " (phase: " + to_string(*phase_) + ")");
    }
    is_running_ = false;
}

// Whatever makes the awaitable may throw as well: then this one does.
asio::awaitable<std::unique_ptr<channel>> connection::make_channel()
{
    auto made = co_await connect_(phase_);
    if (!made)
        throw std::runtime_error("the connector gave no channel");
    co_return made;
}

asio::awaitable<void> connection::pause(reconnecting::time_point end)
{
    *phase_ = phase::reconnect;
    pausing_.expires_at(end);
    co_await pausing_.async_wait(asio::as_tuple(asio::deferred));
}

std::size_t connection::take(link& from, std::span<const std::string_view> messages)
{
    arrival_scope arriving(session_.measures().time());
    auto before = session_.answered_calls();
    std::size_t taken = 0;
    for (flag_scope reading(is_reading_); taken != messages.size() && !from.is_over() && !is_blocking();)
        taken += session_.receive(messages.subspan(taken));
    // A server that greets and ends is of no use: what it sends by itself does not count, nor do calls of the client's own.
    has_answered_ = has_answered_ || session_.answered_calls() != before;
    if (!queue_.empty())
        from.wake_now();
    return taken;
}

bool connection::is_blocking() const { return session_.listeners().is_blocking(); }

bool connection::is_needed() const
{
    return !queue_.empty() || !connecting_.empty() || session_.listeners().needs_connection();
}

std::uint64_t connection::connection_number() const noexcept
{
    constexpr std::uint64_t none = 0;
    return link_ && !link_->is_over() ? session_.counters().connects : none;
}

void connection::reply(std::string text)
{
    // A server that asks and does not read is not answered without end, and leaves room for calls.
    if (!link_ || link_->is_over())
        return;
    // One large answer is sent all the same.
    auto most = *session_.defaults().max_queued_bytes / 4;
    if (queue_.bytes() + std::min(text.size(), most / 2) > most)
    {
        const char* what[] = {"too much waits to be written: this is not sent"};
        return session_.log().oddities(what, text);
    }
    queue_.push(send_queue::nobody, std::move(text));
    if (!is_reading_)
        link_->wake();
}

void connection::listen()
{
    if (!link_ && is_needed())
        start();
}

void connection::resume()
{
    if (link_)
        link_->resume();
}

void connection::ask() { session_.ping(); }

void connection::next_write(const channel& over, message_list& leaving)
{
    // So much that a system call more does not count, and so little that a write that fails, or takes long,
    // concerns few calls.
    constexpr std::size_t enough = 1 << 20;
    queue_.pop_into(leaving, enough);
    has_written_notifications_ = false;
    leaving.keep_if(
        [&](slot owner, std::string_view text)
        {
            bool is_of_call = owner != send_queue::nobody;
            bool can_carry = over.can_carry(text);
            // Who is asked, or told by the log, may end calls whose messages were popped with this one.
            if (is_of_call && !queue_.was_popped_last(owner))
                return false;
            if (!can_carry)
            {
                if (is_of_call)
                    session_.fail(owner, errc::invalid_request, "the channel cannot carry this text as one message");
                return false;
            }
            if (is_of_call)
            {
                session_.calls().written(owner);
                has_written_notifications_ |= session_.calls().is_written_notification(owner);
            }
            session_.log_request(owner, text);
            session_.measures().sent(text.size());
            return true;
        });
    session_.make_room();
}

void connection::written(message_list& left)
{
    // A notification ends when it is written. Its slot may belong to another call by now, but not to one
    // that was written.
    for (std::size_t i = 0; has_written_notifications_ && i != left.size(); ++i)
        if (slot owner = left.owner(i); owner != send_queue::nobody && session_.calls().is_written_notification(owner))
            session_.finish(owner, nullptr, {});
    queue_.reuse(left);
}

void connection::end_waiting(errc code, const std::string& why)
{
    std::vector<slot> waiting(connecting_.begin(), connecting_.end());
    while (!queue_.empty())
        waiting.push_back(queue_.pop().owner);
    for (slot owner : waiting)
        if (owner != send_queue::nobody)
            session_.fail(owner, code, why);
    session_.listeners().given_up(code, why);
}

void connection::not_connected(const std::string& why)
{
    trouble_ = why;
    if (!tries_.failed(std::chrono::steady_clock::now(), session_.random_fraction()))
        end_waiting(errc::not_connected, why);
    session_.tell(connection_state::lost, why);
}

void connection::lost(link& ended, const std::string& why)
{
    ++session_.counters().connections_lost;
    trouble_ = "the connection was lost: " + why;
    auto& calls = session_.calls();
    // In front of those that wait, in their order.
    auto unwritten = ended.take_unwritten();
    // A slot may belong to another call by now.
    std::erase_if(unwritten,
                  [&](auto& item) { return !queue_.was_popped_last(item.owner) || !calls.is_sent(item.owner); });
    for (auto& item : unwritten)
        calls.unsent(item.owner);
    queue_.put_back(std::move(unwritten));
    queue_.drop_of_nobody();
    session_.make_room();

    bool is_again =
        tries_.lost(std::exchange(has_answered_, false), std::chrono::steady_clock::now(), session_.random_fraction());
    for (slot owner : calls.sent_calls())
        if (auto* text = is_again ? session_.repeat(owner) : nullptr)
            queue_.push(owner, std::string(*text));
        else
            session_.fail(owner, errc::connection_lost, trouble_);
    calls.connection_lost();
    session_.listeners().lost(why);
    if (!is_again)
        end_waiting(session_.defaults().reconnect->is_none() ? errc::connection_lost : errc::not_connected, trouble_);
    link_.reset();
    session_.tell(connection_state::lost, why);
}

asio::awaitable<void> connection::close()
{
    if (auto current = link_)
        co_await link::close(current);
}

void connection::shut_down()
{
    queue_ = send_queue();
    connecting_.clear();
    // Who is told of the options of a closed client may go.
    adopt_ = nullptr;
    stop_connecting_.emit(asio::cancellation_type::terminal);
    pausing_.cancel();
    if (auto current = std::move(link_))
        current->end();
}

void connection::drop() noexcept
{
    if (auto current = std::move(link_))
        current->drop();
}

} // namespace jsonrpcclient::detail
