// SPDX-License-Identifier: BSL-1.0
// The limit of TCP and TLS: a coroutine for each call, a loop that reads, and one write for all that became ready in a
// round of it.
#pragma once

#include "limit.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parser.hpp>

namespace bench {

template <class Stream>
class tcp_connection
{
public:
    tcp_connection(Stream stream, const scenario& what, meter& figures)
        : stream_(std::move(stream)), what_(what), figures_(figures), slots_(stream_.get_executor(), what)
    {
    }

    asio::awaitable<void> work(std::uint64_t worker)
    {
        result_list results;
        for (auto message = what_.in_flight + worker;; message += what_.in_flight)
        {
            auto begun = figures_.begin();
            auto answer = co_await call(message);
            results.read(answer, what_, message * what_.batch);
            if (!figures_.end(begun))
                co_return;
        }
    }

    asio::awaitable<void> read()
    {
        flush();
        while (!figures_.is_done())
        {
            auto arrived = co_await stream_.async_read_some(in_.space(), asio::deferred);
            slots_.look_at_clock();
            in_.take(arrived, [this](std::string_view line) { slots_.complete(parse(line)); });
            flush();
        }
    }

private:
    // What a program would call: a coroutine of its own for each message.
    asio::awaitable<json::value> call(std::uint64_t message)
    {
        append_message(out_, what_, message * what_.batch);
        out_ += '\n';
        if (what_.held && ++started_ % what_.in_flight == 0)
            release();
        co_return co_await slots_.answer_to(message);
    }

    json::value parse(std::string_view text)
    {
        parser_.reset();
        parser_.write(text);
        return parser_.release();
    }

    void flush()
    {
        if (is_writing_ || out_.empty())
            return;
        is_writing_ = true;
        std::swap(out_, being_written_);
        asio::async_write(stream_, asio::buffer(being_written_),
                          [this](boost::system::error_code error, std::size_t)
                          {
                              if (error)
                                  throw boost::system::system_error(error);
                              is_writing_ = false;
                              being_written_.clear();
                              flush();
                          });
    }

    // The last request has only been appended when this turn ends.
    void release()
    {
        asio::post(stream_.get_executor(),
                   [this]
                   {
                       out_ += "{\"jsonrpc\":\"2.0\",\"method\":\"release\"}\n";
                       flush();
                   });
    }

    Stream stream_;
    const scenario& what_;
    meter& figures_;
    slots slots_;
    line_buffer in_;
    json::parser parser_;
    std::string out_;
    std::string being_written_;
    bool is_writing_ = false;
    std::size_t started_ = 0;
};

template <class Stream>
void run_tcp(asio::io_context& context, Stream stream, const scenario& what, meter& figures)
{
    tcp_connection<Stream> all(std::move(stream), what, figures);
    for (std::size_t worker = 0; worker != what.in_flight; ++worker)
        asio::co_spawn(context, all.work(worker), or_throw);
    asio::co_spawn(context, all.read(), or_stop(context));
    context.run();
}

} // namespace bench
