// SPDX-License-Identifier: BSL-1.0
// A small HTTP server for pages that are read: bounded in all that it takes, and it ends without losing an answer.
#ifndef GATEWAY_HTTP_SERVER_HPP
#define GATEWAY_HTTP_SERVER_HPP

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace gateway {

namespace asio = boost::asio;

struct http_answer {
    explicit http_answer(int status = 200, std::string type = "text/plain", std::string body = "")
        : status(status), type(std::move(type)), body(std::move(body))
    {
    }

    int status;
    std::string type;
    std::string body;
};

// Answers what is asked for, such as "/pets/Yoko?nap=20". What it throws is answered with 500.
using http_handler = std::function<asio::awaitable<http_answer>(std::string target)>;

struct http_state;

// Serves GET and HEAD on a port of 127.0.0.1, or one that the system chooses if it is 0. Runs on the executor, which has to
// do one thing at a time, and may be destroyed when it was closed.
class http_server {
public:
    http_server(asio::any_io_executor executor, unsigned short port, http_handler handler);   // throws system_error
    ~http_server();
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    unsigned short port() const;

    // Takes no more connections, and completes when those that were there have got their answers and are closed, but
    // not later than this.
    asio::awaitable<void> finish(std::chrono::milliseconds grace);

    // Closes all that is open.
    void close();

private:
    std::shared_ptr<http_state> state_;
};

}   // namespace gateway

#endif
