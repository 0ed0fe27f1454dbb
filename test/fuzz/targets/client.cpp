// SPDX-License-Identifier: BSL-1.0
// A whole client, over streams in memory: whatever the server says, each call ends once, nothing has to be waited for,
// and nothing is left.
//
//   newline          the framing
//   3                options: 1 no validation, 2 ids are lenient, 4 JSON-RPC 1.0, 8 small messages only, 16 closed,
//                    32 somebody listens
//   BYTES            of the first connection, and of others, with a line "=" between them
#include "fuzz/input.hpp"
#include "fuzz/run.hpp"
#include "fuzz/target.hpp"
#include "support/memory_stream.hpp"

#include <jsonrpcclient/client.hpp>
#include <jsonrpcclient/stream_channel.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;

class session
{
public:
    session(rpc::framing how, std::size_t bits, std::vector<std::string> parts)
        : how_(how), largest_(bits & 8 ? 100 : 100'000), is_closed_(bits & 16), listens_(bits & 32),
          parts_(std::move(parts))
    {
        rpc::client_options options;
        options.no_config_files().max_message_size(largest_).validate_against_schema((bits & 1) == 0);
        options.lenient_ids((bits & 2) != 0).protocol_version(bits & 4 ? "1.0" : "2.0").trim_log_values(true);
        options.log_handler([this](const auto&) { ++logged_; });
        // Nobody waits for a timer here.
        options.reconnect(rpc::backoff(std::chrono::seconds(0), std::chrono::seconds(0)).attempts(2));
        options.max_queued_notifications(3).max_server_requests(2);
        client_.emplace(
            context_.get_executor(), [this] { return connect(); }, std::move(options));
        if (listens_)
            listen();
    }

    void run()
    {
        // As many rounds of calls as connections, and one for which there is none.
        for (std::size_t round = 0; round <= parts_.size(); ++round)
        {
            start_calls();
            fuzz::run(context_);
            require(ended_ == started_, "every call ends when its connection has ended");
        }
        auto counted = client_->statistics();
        // Of subscriptions there are calls that nobody hears of.
        require(listens_ || (counted.started == started_ && counted.answered == answered_ && counted.failed == failed_),
                "what became of every call is counted");
        require(counted.in_flight == 0 && counted.queued_bytes == 0, "nothing is in flight");
        start_calls();
        if (is_closed_)
            client_->close(
                asio::bind_executor(context_, [](std::exception_ptr error) { require(!error, "closing succeeds"); }));
        else
            client_.reset();
        require(fuzz::run(context_), "nothing is left to wait for");
        require(ended_ == started_, "every call ends when the client has ended");
    }

private:
    // Everybody there is to hear what the server sends: plain functions, coroutines, a stream, and those that throw.
    void listen()
    {
        auto later = [](const auto&) -> asio::awaitable<void>
        { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); };
        client_->on_notification([](const rpc::server_notification& event) { event.params().at("value"); });
        client_->on_notification("later", later);
        client_->on_request([](const rpc::server_request& asked) { return asked.params().at(0); });
        client_->on_request("later", later);
        client_->on_unrecognized([](std::string_view text)
                                 { require(!text.empty(), "what is no JSON-RPC is something"); });
        stream_ = client_->notifications("read", rpc::when_full::drop_oldest);
        read();
    }

    void read()
    {
        stream_.next(asio::bind_executor(context_,
                                         [this](std::exception_ptr error, std::optional<rpc::server_notification> event)
                                         {
                                             if (error)
                                                 check(error);
                                             else if (event)
                                                 read();
                                         }));
    }

    // A subscription is a call, which ends once, and a stream, which is left.
    void subscribe()
    {
        ++started_;
        client_->subscribe(rpc::subscription("subscribe").buffer(2), {},
                           asio::bind_executor(context_,
                                               [this](std::exception_ptr error, rpc::subscription_stream)
                                               {
                                                   ++ended_;
                                                   if (error)
                                                       check(error);
                                               }));
    }

    asio::awaitable<std::unique_ptr<rpc::channel>> connect()
    {
        if (connects_ == parts_.size())
            throw std::runtime_error("nobody listens");
        auto peer = memory_peer::make();
        peer->largest_read = connects_ % 2 == 0 ? std::size_t(-1) : 3;
        peer->on_write = [this, raw = peer.get(), part = connects_++](std::string_view)
        {
            raw->on_write = nullptr;
            raw->give(parts_[part]);
            raw->end();
        };
        co_return rpc::detail::make_stream_channel(peer->connect(context_.get_executor()), how_, largest_);
    }

    // The handler of a call, of which each is called once.
    auto ends()
    {
        ++started_;
        return asio::bind_executor(context_,
                                   [this, is_over = std::make_shared<bool>()](std::exception_ptr error, const auto&)
                                   {
                                       require(!std::exchange(*is_over, true), "a call ends once");
                                       ++ended_;
                                       ++(error ? failed_ : answered_);
                                       if (error)
                                           check(error);
                                   });
    }

    static void check(std::exception_ptr error)
    try
    {
        std::rethrow_exception(error);
    }
    catch (const rpc::client_error& told)
    {
        require(*told.what() != '\0', "an error says what went wrong");
    }
    catch (...)
    {
        fail("a call ends by an exception of the library");
    }

    void start_calls()
    {
        client_->send(rpc::request("first"), {}, ends());
        client_->send(rpc::notification("told"), {}, ends());
        client_->send(rpc::request("named").id("one"), {}, ends());
        client_->send(rpc::batch(rpc::request("second"), rpc::notification("told"), rpc::request("third").id("two")),
                      {}, ends());
        client_->send(R"({"jsonrpc":"2.0","method":"raw","params":[],"id":70})", {}, ends());
        client_->send("no request", {}, ends());
        if (listens_)
            subscribe();
    }

    rpc::framing how_;
    std::size_t largest_;
    bool is_closed_;
    bool listens_;
    std::vector<std::string> parts_;
    std::size_t connects_ = 0;
    std::size_t started_ = 0;
    std::size_t ended_ = 0;
    std::size_t answered_ = 0;
    std::size_t failed_ = 0;
    std::size_t logged_ = 0;
    asio::io_context context_;
    std::optional<rpc::client> client_;
    rpc::notification_stream stream_;
};

} // namespace

void client(std::string_view bytes)
{
    input from(bytes);
    std::optional<rpc::framing> how;
    try
    {
        how = rpc::framing::parse(from.line());
    }
    catch (const rpc::client_error&)
    {
        how = rpc::framing::newline();
    }
    auto bits = from.number();
    from.line();
    session(*how, bits, parts_of(from.rest())).run();
}

} // namespace test::fuzz
