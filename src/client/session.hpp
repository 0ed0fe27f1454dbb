// SPDX-License-Identifier: BSL-1.0
// The state that a client and its callers share: options, calls, deadlines, statistics.
//
// Everything but `executor` runs on the client's executor. A call enters by `accept` and leaves by `finish`
// or `fail`, unless it is tried again; what happens in between is the dispatcher's. Whoever calls into a session holds it: the
// caller's handlers run in here, and may destroy the client.
//
// The user's other functions, which are log handlers, state handlers and id generators, run while something is half done:
// what they ask of the client comes in by `enter`, and waits for the next turn.
//
// session.cpp begins calls, session_hears.cpp reads what comes, session_ends.cpp ends calls, session_tries.cpp has those
// that wait for room or for another try.
//
// What each call goes through is inline, here or in the one file that uses it: to enter and leave a function takes 20
// instructions.
#pragma once

#include "client/call.hpp"
#include "client/call_statistics.hpp"
#include "client/dispatcher.hpp"
#include "client/listeners.hpp"
#include "client/presence.hpp"
#include "core/deadline_queue.hpp"
#include "core/multiplexer.hpp"
#include "core/outgoing.hpp"
#include "core/send_queue.hpp"
#include "rules/message_log.hpp"
#include "rules/option_levels.hpp"

#include <jsonrpcclient/connection_state.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

class session : public std::enable_shared_from_this<session>
{
public:
    // Makes the session's dispatcher, when all else of the session is there.
    using dispatcher_factory = std::function<std::unique_ptr<dispatcher>(session&)>;

    // Throws `errc::invalid_config`.
    session(asio::any_io_executor executor, std::string endpoint, option_levels options,
            const dispatcher_factory& make_dispatcher);

    const asio::any_io_executor& executor() const noexcept { return executor_; }

    // The URL as it may be shown.
    const std::string& endpoint() const noexcept { return endpoint_; }

    // What the dispatcher works with.
    const option_set& defaults() const noexcept { return *options_.merged(); }
    const std::shared_ptr<const option_set>& shared_defaults() const noexcept { return options_.merged(); }
    multiplexer& calls() noexcept { return multiplexer_; }
    jsonrpcclient::statistics& counters() noexcept { return statistics_.counters(); }
    call_statistics& measures() noexcept { return statistics_; }
    message_log& log() noexcept { return log_; }
    detail::listeners& listeners() noexcept { return listeners_; }
    bool is_closed() const noexcept { return is_closed_; }

    // Whether this is the client's executor, and none of the user's functions is running.
    bool can_enter() const noexcept { return is_here_() && !is_in_user_function(); }

    // Runs `work` now, or in the next turn if one of these is running.
    template <class Work>
    void enter(Work work)
    {
        if (!is_in_user_function())
            return work();
        asio::post(executor_, [self = shared_from_this(), work = std::move(work)]() mutable { work(); });
    }

    // Throws `errc::invalid_config`, and changes nothing then.
    void set_defaults(const option_set& changed);
    std::vector<effective_option> effective_options() const { return options_.effective(); }
    // The log is told in the way that the call's options say; that of a text without a call, the client's.
    void log_request(slot owner, std::string_view text);
    void log_response(slot owner, std::string_view text, int http_code = 0, std::string_view http_reason = {});
    jsonrpcclient::statistics statistics() const;

    // Takes a call on: files it and hands its message to the dispatcher. A call that is refused ends in a
    // later turn, never in this function.
    template <class Message>
    void accept(std::shared_ptr<call> accepted, Message&& message);
    void accept_connect(std::shared_ptr<call> accepted);

    // Texts came on a stream: finishes the calls that they answer, and hands out what the server sends by itself. Gives how
    // many it has taken, at least one.
    std::size_t receive(std::span<const std::string_view> texts);

    // Sends an answer to the server, over the connection that its request came by or not at all.
    std::uint64_t connection_number() const noexcept { return dispatcher_->connection_number(); }
    void reply(std::uint64_t connection, std::string text);

    // How many calls that are not the client's own were answered.
    std::uint64_t answered_calls() const noexcept { return answered_calls_; }

    // Whether the server can send what no call has asked for.
    bool is_two_way() const noexcept { return dispatcher_->is_two_way(); }
    // The call that has this slot, if one has.
    std::shared_ptr<call> call_at(slot owner) const { return calls_[owner]; }
    // Whether the call has begun and not ended.
    bool has_slot(const call& which) const
    {
        return which.place < calls_.size() && calls_[which.place].get() == &which;
    }

    // Somebody waits for what the server sends: there has to be a connection.
    void listen();
    // There is room again for what the server sends.
    void resume();

    // A handler of the user's has thrown. `what` it was called for is named in the log.
    void handler_failed(std::string_view what, const std::exception_ptr& error);

    // Runs a handler of the caller's in place.
    template <class Function>
    void complete(Function run)
    {
        run_in_place(executor_, std::move(run));
    }

    // A text came in the stream of events that is to bring this call's answer. Gives what it is to the call, and hands out
    // what the server sends by itself.
    hearing hear(slot owner, std::string_view text);

    // The same for one that is too large, of which the beginning is there. Whether it is the answer.
    bool hear_oversized(slot owner, std::string_view beginning);

    // The call ends with what the multiplexer has read for it, or with an exception in place of that.
    void finish(finished_call&& finished);
    void finish(finished_call&& finished, std::exception_ptr error);

    // The call ends with an answer, or with an exception that tells of one.
    void finish(slot owner, std::exception_ptr error, answer&& result);

    // The call ends without an answer; of a batch that was answered in part, with what was answered. Its
    // handler runs in a later turn, so that several calls can fail in a loop.
    void fail(slot owner, errc code, std::string_view why);

    // The connection that has carried this call is lost. If the call is to be sent again, gives its text, and counts it as
    // not sent; otherwise null.
    const std::string* repeat(slot owner);

    // The server has answered with this status of HTTP. Whether the call is tried again; then there is nothing to do.
    bool tries_again(slot owner, int status, std::string_view retry_after);

    // Messages have left: there may be room for others.
    void make_room()
    {
        if (!entrance_.empty())
            admit_later();
    }

    // Sends a call of the client's own, whose end nobody hears.
    void ping();

    // Files one for a text that the dispatcher sends by itself; none if no call may begin any more.
    std::optional<slot> accept_own_text();

    void add_state_handler(state_handler handler) { state_handlers_.push_back(std::move(handler)); }
    void tell(connection_state state, std::string_view reason);

    // From 0 to 1.
    double random_fraction() { return std::uniform_real_distribution<double>()(random_); }

    // Whether an HTTP status that is an error ends the call whatever the body is.
    bool is_strict(slot owner) const;

    // The caller wants the call no more.
    void cancel(call& canceled, asio::cancellation_type type);

    // What an exception begins with: which call, and where.
    std::string describe(slot owner) const;
    std::string describe(const call& which, const std::string& ids) const;

    asio::awaitable<void> close();

    // Ends every call with `errc::closed`, and all that runs.
    void shut_down();

    // The execution context is gone: destroys what waits, and runs nothing.
    void drop() noexcept;

private:
    // The one timer's handler. It belongs to the execution context: with that it is destroyed, and then it
    // drops the calls, whose handlers would otherwise keep the session, and the session them.
    class timer_handler;

    // What came in texts, and the calls that it finishes.
    struct arrivals
    {
        received came;
        std::vector<std::shared_ptr<call>> ended;
    };

    inline void read(std::string_view text, arrivals& now);
    inline void take_finished(arrivals& now);
    void complete(arrivals& now, std::size_t begin, std::size_t end);
    bool is_oversized(std::string_view text) const;
    void receive_oversized(std::string_view text);

    // An option of a call, or the client's default.
    template <class T>
    const T& option(const call_options& own, std::optional<T> option_set::*which) const
    {
        auto* set = own.store().get();
        return set && set->*which ? *(set->*which) : *(defaults().*which);
    }

    // What a call with these options keeps to be sent again; null if it never is.
    inline std::unique_ptr<repetition> repetition_of(const call_options& own, const outgoing& message,
                                                     const reading_rules& rules) const;
    // Whether what is logged of this call is shortened.
    bool trims_log(slot owner) const;
    // Whether as many calls are in flight, or as many bytes wait, as the options allow.
    inline bool is_full(std::size_t calls, std::size_t bytes) const;
    // Hands a message over to the dispatcher: when there is room for it, or now.
    inline void submit(slot owner, std::string&& text);
    void hand_over(slot owner, std::string&& text);
    void admit_later();
    void admit_waiting();
    // The call failed in a way that passes: tries it again later, if that is wanted and does no harm.
    bool try_again(slot owner);
    // The same for one that was answered, and has no slot any more.
    bool try_again(std::shared_ptr<call>& answered);
    void pause_until(deadline_queue::time_point end);
    void begin_tries(deadline_queue::time_point now);

    // What the call is counted by, and what it is called.
    template <class What>
    inline void introduce(call& asked, const What& what, latency_table::row* row);
    static std::string name_of(const call& which);
    // Has the call told of its progress, if that is wanted.
    template <class Message>
    inline void ask_for_progress(call& asked, Message& message);
    // Tells the server of a call that is given up, if the dialect has a way to do it. They are the ids of what was sent.
    void tell_given_up(const call& left, const std::vector<id>& ids, rpc_version version, std::string_view why);

    // Whether a call may begin; if not, it is refused.
    template <class What>
    inline bool admit(const std::shared_ptr<call>& asked, const What& what);
    inline void file(std::shared_ptr<call> accepted, slot owner);
    inline void enroll(std::shared_ptr<call> accepted, slot owner);
    phase phase_of(slot owner) const;
    // What a call that has come so far waits for, if it is to be told.
    std::string trouble_of(phase where) const;
    void refuse(std::shared_ptr<call> refused, errc code, const std::string& why);
    inline std::shared_ptr<call> take(slot owner);
    void complete(std::shared_ptr<call> ended, std::exception_ptr error, answer&& result);
    void complete_later(std::shared_ptr<call> ended, std::exception_ptr error, answer&& result = {});
    void complete(std::shared_ptr<call> ended, finished_call&& finished);
    void end_calls();
    void arm_timer();
    void expire();

    bool is_in_user_function() const noexcept { return log_.is_running() || is_in_user_function_; }

    asio::any_io_executor executor_;
    presence is_here_{executor_};
    std::string endpoint_;
    option_levels options_;
    message_log log_;
    call_statistics statistics_;
    multiplexer multiplexer_{statistics_.counters(), *defaults().max_depth};
    detail::listeners listeners_{*this};
    // By slot; null where the slot is free.
    std::vector<std::shared_ptr<call>> calls_;
    // Kept for their memory.
    arrivals arrived_;
    deadline_queue deadlines_;
    // Of calls that wait for their next try.
    deadline_queue tries_;
    // The server asked for a pause until then.
    std::optional<deadline_queue::time_point> pause_end_;
    // The message that was written last, kept for its memory.
    outgoing draft_;
    // Messages that found everything full.
    send_queue entrance_;
    bool is_admitting_ = false;
    std::vector<state_handler> state_handlers_;
    std::minstd_rand random_{std::random_device{}()};
    asio::steady_timer timer_;
    deadline_queue::time_point armed_ = deadline_queue::time_point::max();
    bool is_closed_ = false;
    std::uint64_t answered_calls_ = 0;
    // An id generator or a state handler is running.
    bool is_in_user_function_ = false;
    std::unique_ptr<dispatcher> dispatcher_;
};

bool session::is_full(std::size_t calls, std::size_t bytes) const
{
    return statistics_.counters().in_flight - entrance_.size() + calls > *defaults().max_in_flight ||
           (bytes != 0 && dispatcher_->queued_bytes() + bytes > *defaults().max_queued_bytes);
}

void session::submit(slot owner, std::string&& text)
{
    // Who came first is first.
    bool may_wait = *defaults().wait_when_full && !calls_[owner]->is_own;
    if (may_wait && (!entrance_.empty() || is_full(0, text.size())))
    {
        entrance_.push(owner, std::move(text));
        // Those in front may all be waiting for their next try, and nobody else may be left who makes room.
        return make_room();
    }
    hand_over(owner, std::move(text));
}

void session::enroll(std::shared_ptr<call> accepted, slot owner)
{
    ++counters().in_flight;
    if (calls_.size() <= owner)
        calls_.resize(owner + 1);
    accepted->place = owner;
    bool is_first = accepted->deadline < armed_;
    deadlines_.push(owner, accepted->deadline);
    calls_[owner] = std::move(accepted);
    if (is_first)
        arm_timer();
}

// The call itself is not looked at, for what it has is needed in a cache only when it is completed.
std::shared_ptr<call> session::take(slot owner)
{
    auto taken = std::move(calls_[owner]);
    deadlines_.erase(owner);
    tries_.erase(owner);
    --counters().in_flight;
    make_room();
    return taken;
}

} // namespace jsonrpcclient::detail
