// SPDX-License-Identifier: BSL-1.0
// Runs the user's handlers of the server's requests, and answers these.
#pragma once

#include <jsonrpcclient/client.hpp>

#include "core/multiplexer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {

class session;

class server_requests
{
public:
    // What the requests of one text are answered with, which is one text as well.
    class answer;

    explicit server_requests(session& owner) : session_(owner) {}

    // Without a method it is for all that have no handler.
    void on_request(std::optional<std::string> method, request_handler handler);
    bool has_handlers() const noexcept { return !handlers_.empty() || rest_; }

    // The answer to the requests among these messages; null if there are none.
    std::shared_ptr<answer> expect(const std::vector<unasked_message>& messages, bool is_array);
    void take(incoming&& message, const std::shared_ptr<answer>& to);

    void shut_down();
    void drop() noexcept
    {
        waiting_.clear();
        auto handlers = std::move(handlers_);
        auto rest = std::move(rest_);
    }

private:
    using shared_handler = std::shared_ptr<const request_handler>;

    // One request, until it is answered.
    struct job
    {
        job(server_request&& asked, rpc_version version, shared_handler handler, std::shared_ptr<answer> to)
            : asked(std::move(asked)), version(version), handler(std::move(handler)), to(std::move(to))
        {
        }

        server_request asked;
        rpc_version version;
        shared_handler handler;
        std::shared_ptr<answer> to;
    };

    void run(const job& next);
    void start(job&& next);
    static asio::awaitable<void> work(server_requests& me, std::shared_ptr<session> keep, job next,
                                      std::list<asio::cancellation_signal>::iterator stop);
    void finish(const job& done, const json::value& result);
    void fail(const job& failed, std::exception_ptr error);
    // Whether the error has a text.
    bool refuse(const job& refused, const error_object& error);

    session& session_;
    std::map<std::string, shared_handler, std::less<>> handlers_;
    shared_handler rest_;
    // Of the coroutines that run.
    std::list<asio::cancellation_signal> running_;
    std::deque<job> waiting_;
};

} // namespace jsonrpcclient::detail
