// SPDX-License-Identifier: BSL-1.0
// The answers of an HTTP server, of which each but the last makes the client ask again: a challenge, or a redirect. What
// the client makes of them does not depend on how the bytes arrive.
//
//   3            options: 1 Digest, 2 an answer may be a stray, 4 small answers only
//   HTTP/1.1 ... the answers, with a line "=" between them
#include "fuzz/input.hpp"
#include "fuzz/run.hpp"
#include "fuzz/target.hpp"
#include "support/memory_stream.hpp"

#include "transport/http_session.hpp"

#include <jsonrpcclient/error.hpp>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
using namespace rpc::detail;

constexpr const char* request = R"({"jsonrpc":"2.0","method":"ping","id":1})";

struct setting
{
    std::shared_ptr<const option_set> options;
    bool may_meet_stray = false;
};

setting setting_of(std::size_t bits)
{
    auto options = std::make_shared<option_set>(built_in_options());
    // None of the environment.
    options->proxy = "";
    if (bits & 1)
        options->auth.emplace(credentials::kind::digest, "user", "password");
    options->max_message_size = bits & 4 ? 100 : 100'000;
    setting made;
    made.options = std::move(options);
    made.may_meet_stray = bits & 2;
    return made;
}

void check(const http_outcome& outcome, const option_set& options, std::size_t largest_read, std::size_t unread)
{
    require(outcome.is_written, "the request was written");
    require(outcome.answer || !outcome.why.empty(), "what fails says why");
    if (!outcome.answer)
        return;
    require(outcome.answer->status > 0 && outcome.answer->status < 1000, "an answer has a status");
    require(outcome.answer->body.size() <= *options.max_message_size, "an answer is no larger than it may be");
    // If they have arrived.
    require(!outcome.is_reusable || unread == 0 || largest_read < 65536, "bytes behind an answer end the connection");
}

// All of it, but for what depends on how much has arrived. That is so for why there is none, too: Beast looks at the first
// bytes that it gets, and if they are the beginning of HTTP next at the whole header.
std::string describe(const http_outcome& outcome)
{
    if (!outcome.answer)
        return "none";
    auto& answer = *outcome.answer;
    auto text = std::to_string(answer.status) + " " + answer.reason + "\n";
    for (auto& [name, value] : headers_of(answer))
        text += name + ": " + value + "\n";
    return text + answer.body + "\n" + answer.note + answer.why + "\n";
}

asio::awaitable<void> post(asio::io_context& context, std::vector<std::string> answers, setting how,
                           std::size_t largest_read, std::string& told)
{
    http_session session;
    auto plan = session.plan(parse_url("http://host/path"), how.options);
    http_attempts so_far;
    std::unique_ptr<digest_proof> digest;
    for (auto& answer : answers)
    {
        auto peer = memory_peer::make();
        peer->largest_read = largest_read;
        peer->give(answer);
        peer->end();
        auto over = peer->connect(context.get_executor());
        phase now = phase::queue;
        http_post what(*plan, request, now);
        what.headers = session.headers(so_far, *plan, digest.get());
        what.may_meet_stray = how.may_meet_stray;
        http_outcome outcome;
        auto exchanges = make_exchanges(*over);
        exchanges->prepare(what, outcome);
        co_await exchanges->run();
        if (exchanges->is_unfinished())
            co_await exchanges->finish();
        check(outcome, *plan->options, largest_read, peer->unread());
        std::shared_ptr<const http_plan> next;
        if (outcome.answer)
        {
            next = session.take(so_far, plan, digest, *outcome.answer);
            unpack(*outcome.answer, *plan->options->max_message_size);
            require(outcome.answer->trouble || outcome.answer->body.size() <= *plan->options->max_message_size,
                    "what is unpacked is no larger than it may be");
        }
        told += describe(outcome);
        if (!next)
            co_return;
        plan = std::move(next);
    }
}

std::string told_of(const std::vector<std::string>& answers, const setting& how, std::size_t largest_read)
{
    std::string told;
    asio::io_context context;
    run_to_end(context, post(context, answers, how, largest_read, told));
    return told;
}

} // namespace

void http(std::string_view bytes)
{
    input from(bytes);
    auto how = setting_of(from.number());
    from.line();
    auto answers = parts_of(from.rest());
    check_cuts([&](std::size_t largest_read) { return told_of(answers, how, largest_read); });
}

} // namespace test::fuzz
