// SPDX-License-Identifier: BSL-1.0
// HTTP exchanges over a bounded number of connections that are kept alive.
//
// Each connection is a coroutine that takes the next message of a common queue once it is connected, so that no
// message waits for one connection while another is free. The pool moves text: who the messages belong to it
// knows by a number only.
#pragma once

#include "core/send_queue.hpp"
#include "rules/option_set.hpp"
#include "transport/connect.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <any>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

struct http_answer
{
    http_answer() = default;

    int status = 0;
    std::string reason;
    // A response_header<> of Beast.
    std::any head;
    std::string body;
};

// The header fields of an answer.
header_list headers_of(const http_answer& answer);

class http_pool
{
public:
    using slot = send_queue::slot;

    // Who is told what becomes of a message.
    class listener
    {
    public:
        virtual ~listener() = default;

        // A connection was made.
        virtual void opened() = 0;
        // The message is about to be written.
        virtual void writing(slot owner, std::string_view text) = 0;
        // Not one byte of it was.
        virtual void unwritten(slot owner) = 0;
        virtual void answered(slot owner, http_answer&& answer) = 0;
        virtual void failed(slot owner, errc code, const std::string& why) = 0;
        virtual void connected(slot owner) = 0;
        // The listener, kept while the pool works for it.
        virtual std::shared_ptr<void> keep() = 0;
    };

    http_pool(boost::asio::any_io_executor executor, route to, const option_set& options, listener& told);
    ~http_pool();
    http_pool(const http_pool&) = delete;

    // Queues a POST. The headers are added to those that every message has.
    void submit(slot owner, std::string text, header_list headers);
    // Makes sure that there is a connection.
    void connect(slot owner);
    // Takes the message out of the queue, or ends its exchange and the connection with it.
    void withdraw(slot owner);

    phase phase_of(slot owner) const;
    std::size_t queued_bytes() const { return queue_.bytes(); }

    // Ends all connections.
    void shut_down();
    // Destroys the coroutines that wait for a message.
    void drop() noexcept;

private:
    // A connection, and the coroutine that works on it.
    struct worker;

    void wake_one();
    boost::asio::awaitable<void> work(std::shared_ptr<worker> me, std::shared_ptr<void> keep);
    boost::asio::awaitable<void> post(worker& me, send_queue::item message);
    // Gives what went wrong, or nothing.
    boost::asio::awaitable<std::string> open(worker& me);
    void not_connected(const std::string& why);
    void fail(worker& me, errc code, const std::string& why);
    bool has_connection() const noexcept;

    boost::asio::any_io_executor executor_;
    route route_;
    const option_set& options_;
    listener& told_;
    send_queue queue_;
    // By slot: the headers of a message that waits.
    std::vector<header_list> headers_;
    std::set<slot> connecting_;
    std::vector<std::shared_ptr<worker>> workers_;
    // A worker hands out an answer: it takes the next message as soon as that is done.
    bool is_answering_ = false;
    bool is_shut_down_ = false;
};

} // namespace jsonrpcclient::detail
