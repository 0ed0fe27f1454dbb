// SPDX-License-Identifier: BSL-1.0
#include "soak/server.hpp"

#include "soak/execution.hpp"
#include "soak/ledger.hpp"
#include "support/scripted_server.hpp"
#include "support/until_end.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

namespace soak {

using std::chrono::steady_clock;
using test::text_peer;
using test::until_end;
using namespace std::chrono_literals;

namespace {

constexpr auto stranger = R"({"jsonrpc":"2.0","result":"nobody's","id":"nobody"})";
constexpr auto future_id = R"({"jsonrpc":"2.0","result":"nobody's","id":4000000000000000})";

// Ends the connection; whether it says goodbye is another thing.
bool ends(text_peer& peer, chaos& faults, std::string_view when)
{
    if (!faults.strikes(when, 3000))
        return false;
    if (faults.random.one_in(2))
        peer.close();
    return true;
}

std::chrono::microseconds delay(chaos& faults)
{
    if (faults.strikes("answers held back", 3))
        return faults.random.up_to(10ms);
    if (faults.strikes("answers very late", 200))
        return 20ms + faults.random.up_to(200ms);
    return 0ms;
}

// What is done to the answer to a batch inside it.
void disorder(outcome& answers, chaos& faults)
{
    auto& responses = answers.responses;
    if (responses.size() > 1 && faults.strikes("batches in another order", 2))
        for (auto i = responses.size(); i > 1; --i)
            std::swap(responses[i - 1], responses[faults.random.below(i)]);
    if (responses.size() > 1 && faults.strikes("batches with a hole", 30))
        responses.pop_back();
    if (responses.size() > 1 && faults.strikes("batches with an answer twice", 30))
        responses.push_back(responses.front());
    if (faults.strikes("batches with an unknown id", 30))
        responses.emplace_back(json::object{{"jsonrpc", "2.0"}, {"result", "nobody's"}, {"id", "nobody"}});
}

// What a reader and a writer of one connection share.
class answers
{
public:
    answers(asio::any_io_executor executor, std::string_view transport, chaos& faults)
        : is_bare_(test::is_bare(transport)), faults_(faults), due_(executor)
    {
    }

    void add(outcome&& made)
    {
        if (!made.empty())
            add_answer(std::move(made));
        if (faults_.strikes("unknown ids", 50))
            add(faults_.random.one_in(2) ? stranger : future_id, 0us);
        if (faults_.strikes("notifications of the server", 50))
            add(R"({"jsonrpc":"2.0","method":"news","params":["\u20ac"]})", 0us);
        if (faults_.strikes("requests of the server", 200))
            add(R"({"jsonrpc":"2.0","method":"question","id":"1"})", 0us);
        // Where the end of a message is that of its JSON, what has none takes in those behind it.
        if (faults_.strikes("texts that are no JSON-RPC", 200))
            add(is_bare_ ? R"({"jsonrpc":"2.0"})" : R"(Warning: {"jsonrpc":"2.0","id":1,"result":)", 0us);
    }

    asio::awaitable<void> write_to(text_peer& peer)
    {
        for (;;)
        {
            auto texts = take_due();
            if (!texts.empty())
            {
                if (texts.size() == 1 && texts[0].size() < 300 && faults_.strikes("answers byte by byte", 100))
                    co_await peer.answer_in_pieces(std::move(texts[0]));
                else
                    co_await peer.answer_all(std::move(texts));
                continue;
            }
            due_.expires_at(later_.empty() ? steady_clock::time_point::max() : later_.begin()->first);
            co_await due_.async_wait(asio::as_tuple(asio::deferred));
        }
    }

private:
    void add_answer(outcome&& made)
    {
        if (faults_.strikes("answers kept", 2000))
            return;
        if (made.is_batch)
            disorder(made, faults_);
        auto when = delay(faults_);
        if (made.is_batch && faults_.strikes("batches answered one by one", 50))
        {
            for (auto& response : made.responses)
                add(json::serialize(response), when);
            return;
        }
        auto text = made.text();
        if (faults_.strikes("answers twice", 50))
            add(text, when + faults_.random.up_to(20ms));
        add(std::move(text), when);
    }

    void add(std::string text, std::chrono::microseconds when)
    {
        later_.emplace(steady_clock::now() + when, std::move(text));
        due_.cancel();
    }

    // In the order of their times.
    std::vector<std::string> take_due()
    {
        std::vector<std::string> taken;
        auto end = later_.upper_bound(steady_clock::now());
        for (auto entry = later_.begin(); entry != end; entry = later_.erase(entry))
            taken.push_back(std::move(entry->second));
        return taken;
    }

    bool is_bare_;
    chaos& faults_;
    std::multimap<steady_clock::time_point, std::string> later_;
    asio::steady_timer due_;
};

asio::awaitable<void> read_all(text_peer& peer, answers& shared, ledger& book, chaos& faults)
{
    for (;;)
    {
        auto text = co_await peer.read();
        if (ends(peer, faults, "connections ended before a call"))
            co_return;
        shared.add(execute(text, book));
        if (ends(peer, faults, "connections ended behind a call"))
            co_return;
    }
}

asio::awaitable<void> answer_side_by_side(text_peer& peer, std::string transport, ledger& book, chaos& faults)
{
    using namespace asio::experimental::awaitable_operators;
    answers shared(co_await asio::this_coro::executor, transport, faults);
    auto first = co_await (until_end(read_all(peer, shared, book, faults)) || until_end(shared.write_to(peer)));
    if (auto error = std::visit([](auto value) { return value; }, first))
        std::rethrow_exception(error);
}

// HTTP's answer to a message that was executed.
std::vector<std::string> answers_to(outcome&& made, chaos& faults)
{
    std::vector<std::string> texts;
    if (made.is_batch)
        disorder(made, faults);
    if (made.empty())
        texts.emplace_back();
    else if (faults.strikes("unknown ids", 100))
        texts.emplace_back(stranger);
    else if (faults.strikes("texts that are no JSON-RPC", 200))
        texts.emplace_back("Warning: {");
    else if (faults.strikes("HTTP status 500 with an answer", 100))
        texts.push_back(test::http_answer(made.text(), "500 Internal Server Error"));
    else
        texts.push_back(made.text());
    if (faults.strikes("answers twice", 100))
        texts.push_back(texts.front());
    return texts;
}

std::string unavailable(chaos& faults)
{
    // The client waits then, with all of its calls.
    auto* pause = faults.random.one_in(50) ? "Retry-After: 1\r\n" : faults.random.one_in(2) ? "Retry-After: 0\r\n" : "";
    return test::http_answer("try again", "503 Service Unavailable", pause);
}

asio::awaitable<void> answer_one_by_one(text_peer& peer, ledger& book, chaos& faults)
{
    asio::steady_timer due(co_await asio::this_coro::executor);
    for (;;)
    {
        auto text = co_await peer.read();
        if (ends(peer, faults, "connections ended before a call"))
            co_return;
        std::vector<std::string> texts;
        if (faults.strikes("HTTP status 503", 100))
            texts.push_back(unavailable(faults));
        else
            texts = answers_to(execute(text, book), faults);
        due.expires_after(delay(faults));
        co_await due.async_wait(asio::deferred);
        if (ends(peer, faults, "connections ended behind a call"))
            co_return;
        co_await peer.answer_all(std::move(texts));
        if (faults.strikes("connections ended behind an answer", 50))
            co_return;
    }
}

test::text_server::script script(std::string transport, ledger& book, chaos& faults)
{
    bool is_http = test::is_http(transport);
    return [=, &book, &faults](text_peer& peer)
    { return is_http ? answer_one_by_one(peer, book, faults) : answer_side_by_side(peer, transport, book, faults); };
}

} // namespace

server::server(asio::any_io_executor executor, std::string_view transport, ledger& book, chaos& faults)
    : server_(executor, transport, script(std::string(transport), book, faults))
{
}

} // namespace soak
