// SPDX-License-Identifier: BSL-1.0
// HTTP exchanges over a bounded number of connections that are kept alive.
//
// A worker is a coroutine that takes one message after the other, so that no message waits for one connection while
// another is free. Messages and idle connections stand in lanes. What a server asks for before it answers the worker
// does, as http_session says. The pool moves text: who the messages belong to it knows by a number only.
#pragma once

#include <jsonrpcclient/statistics.hpp>

#include "transport/http_lanes.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

class http_pool
{
public:
    using slot = send_queue::slot;

    // Who is told what becomes of a message.
    class listener
    {
    public:
        virtual ~listener() = default;

        // A connection was made; perhaps in the place of one that had ended by itself.
        virtual void opened(bool is_replacement) = 0;
        // The message is about to be written; perhaps once more, for the server wants it in another way.
        virtual void writing(slot owner, std::string_view text, bool is_again) = 0;
        // Whether the answer to a message that was written has to say something.
        virtual bool awaits_answer(slot owner) const = 0;
        // It was written, and its connection is lost: whether it is to be written to another one.
        virtual bool is_repeated(slot owner) = 0;
        // Not one byte of it was, or the server has refused it unread.
        virtual void unwritten(slot owner) = 0;
        // A text came in the stream of events that is to bring the answer: what it is to the message.
        virtual hearing heard(slot owner, std::string_view text) = 0;
        // The same for the beginning of one that is too large. Whether it is the answer.
        virtual bool heard_oversized(slot owner, std::string_view beginning) = 0;
        virtual void answered(slot owner, http_answer&& answer) = 0;
        virtual void failed(slot owner, errc code, const std::string& why) = 0;
        virtual void connected(slot owner) = 0;
        // The listener, kept while the pool works for it.
        virtual std::shared_ptr<void> keep() = 0;
    };

    http_pool(boost::asio::any_io_executor executor, const option_set& options, listener& told,
              std::shared_ptr<http_session> session);
    ~http_pool();
    http_pool(const http_pool&) = delete;

    // How messages with these options are posted. Throws `errc::invalid_config`.
    std::shared_ptr<const http_plan> plan(const endpoint& where, std::shared_ptr<const option_set> options)
    {
        return session_->plan(where, std::move(options));
    }

    // Queues a POST.
    void submit(slot owner, std::string&& text, std::shared_ptr<const http_plan> plan);
    // Makes sure that there is a connection.
    void connect(slot owner, const std::shared_ptr<const http_plan>& plan);
    // Takes the message out of its queue, or ends its exchange and the connection with it.
    void withdraw(slot owner);

    // What was just answered is the answer to another message: what else its connection brings may be as well.
    void fell_out_of_step() noexcept { is_out_of_step_ = true; }

    // While it is held, no further message leaves.
    void hold();
    void release();

    phase phase_of(slot owner) const;
    std::size_t queued_bytes() const { return lanes_.queued_bytes(); }
    // Sets what there is now: messages and their bytes that wait, and connections.
    void count_present(statistics& now) const;

    // Ends all connections.
    void shut_down();
    // Destroys the coroutines that wait for a message.
    void drop() noexcept;

private:
    struct worker;
    struct posting;
    class hearer;

    // Files the plan, and gives the lane that the slot is to wait in.
    http_lane& enlist(slot owner, std::shared_ptr<const http_plan> plan);
    bool has_connection(const http_lane& of) const;
    bool has_work_beside(const http_lane& failed) const;
    void park(worker& me);
    // Closes what has been idle for too long, now and as long as there is something idle.
    void close_idle();
    // A challenge whose connection is gone.
    void keep(http_lane& of, std::unique_ptr<digest_proof> digest);

    void wake_one();
    boost::asio::awaitable<void> work(std::shared_ptr<worker> me, std::shared_ptr<void> keep);
    bool take_idle(worker& me);
    // The next message of the lane, if there is one; whoever waits for a connection only comes first.
    std::optional<posting> take_message(worker& me);
    bool is_begun(worker& me, posting& sent, const std::string& why);
    void prepare(worker& me, posting& sent, http_post& post, hearer& events);
    void settle(worker& me, posting& sent);
    void go_elsewhere(worker& me, posting& sent, std::shared_ptr<const http_plan> next);
    // Gives what went wrong, or nothing.
    boost::asio::awaitable<std::string> open(worker& me);
    // Fails all that wait for a connection of the lane, unless somebody has one.
    bool not_connected(http_lane& failed, const std::string& why);
    void fail(worker& me, errc code, const std::string& why);

    boost::asio::any_io_executor executor_;
    std::size_t max_connections_;
    std::chrono::nanoseconds idle_timeout_;
    listener& told_;
    // Of all pools of a client.
    std::shared_ptr<http_session> session_;
    http_lanes lanes_;
    // By slot: the plan of a message that waits.
    std::vector<std::shared_ptr<const http_plan>> plans_;
    std::vector<std::shared_ptr<worker>> workers_;
    // The message whose failure is being told, and how far it came.
    std::optional<std::pair<slot, phase>> failing_;
    // A worker hands out an answer: it takes the next message as soon as that is done.
    bool is_answering_ = false;
    bool is_out_of_step_ = false;
    bool is_held_ = false;
    bool is_shut_down_ = false;
    boost::asio::steady_timer idle_timer_;
    bool is_idle_timer_armed_ = false;
};

} // namespace jsonrpcclient::detail
