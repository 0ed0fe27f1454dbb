// SPDX-License-Identifier: BSL-1.0
// The limit of HTTP: connections with one call in flight each, over which Beast writes and reads on a plain socket, or
// through TLS.
#pragma once

#include "limit.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parser.hpp>

namespace bench {

namespace beast = boost::beast;
namespace http = beast::http;

// The start of each connection's exchange. One timer looks at them once a second and closes what is late.
template <class Stream>
class exchanges
{
public:
    exchanges(const asio::any_io_executor& executor, std::size_t count)
        : begun_(count), streams_(count), timer_(executor)
    {
        watch();
    }

    void begin(std::size_t connection, Stream& stream)
    {
        streams_[connection] = &stream;
        begun_[connection] = meter::clock::now();
    }
    void end(std::size_t connection) { streams_[connection] = nullptr; }

private:
    void watch()
    {
        timer_.expires_after(std::chrono::seconds(1));
        timer_.async_wait(
            [this](boost::system::error_code error)
            {
                if (error)
                    return;
                auto late = meter::clock::now() - std::chrono::seconds(30);
                for (std::size_t i = 0; i != streams_.size(); ++i)
                    if (streams_[i] && begun_[i] < late)
                        beast::get_lowest_layer(*streams_[i]).close();
                watch();
            });
    }

    std::vector<meter::clock::time_point> begun_;
    std::vector<Stream*> streams_;
    asio::steady_timer timer_;
};

template <class Stream>
asio::awaitable<void> exchange(Stream stream, std::size_t worker, exchanges<Stream>& all, const scenario& what,
                               meter& figures)
{
    http::request<http::string_body> request(http::verb::post, "/", 11);
    request.set(http::field::host, "127.0.0.1");
    request.set(http::field::content_type, "application/json");
    request.set(http::field::accept, "application/json");
    beast::flat_buffer in;
    in.reserve(1 << 16);   // Beast reads as much as fits: 512 bytes at a time without this.
    std::string body;   // Its memory is used again.
    json::parser parser;
    result_list results;
    for (auto message = what.in_flight + worker;; message += what.in_flight)
    {
        auto begun = figures.begin();
        request.body().clear();
        append_message(request.body(), what, message * what.batch);
        request.prepare_payload();
        all.begin(worker, stream);
        co_await http::async_write(stream, request, asio::deferred);
        http::response_parser<http::string_body> response;
        response.body_limit(64 << 20);
        response.get().body() = std::move(body);
        co_await http::async_read(stream, in, response, asio::deferred);
        all.end(worker);
        if (response.get().result() != http::status::ok || !response.keep_alive())
            throw std::runtime_error("not an answer to go on with");
        body = std::move(response.get().body());
        parser.reset();
        parser.write(body);
        body.clear();
        results.read(parser.release(), what, message * what.batch);
        if (!figures.end(begun))
            co_return;
    }
}

template <class Stream, class Connect>
void run_http(asio::io_context& context, const scenario& what, meter& figures, Connect connect)
{
    exchanges<Stream> all(context.get_executor(), what.in_flight);
    for (std::size_t worker = 0; worker != what.in_flight; ++worker)
        asio::co_spawn(context, exchange<Stream>(connect(), worker, all, what, figures), or_stop(context));
    context.run();
}

} // namespace bench
