// SPDX-License-Identifier: BSL-1.0
// What the options of a call do to it, and that the nearest level counts: the call's own, those of with(), those of
// set_defaults(), those of the client.
#include "support/client_test.hpp"
#include "support/text_call_options.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>

namespace bdata = boost::unit_test::data;
using test::contains;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(option_levels)

namespace {

// What came to the server, and what was logged.
struct observations
{
    std::string head;
    json::object request;
    std::size_t requests = 0;
    std::string log;
};

// Answers each request in the way that its method names.
test::script serving(observations& seen)
{
    return [&seen](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        for (;;)
        {
            auto came = co_await test::read_http_request(socket, buffer);
            ++seen.requests;
            seen.head = came.head;
            seen.request = json::parse(came.body).as_object();
            std::string method(seen.request.at("method").as_string());
            json::object answer = {{"jsonrpc", "2.0"}, {"result", "pong"}, {"id", seen.request["id"]}};
            if (!seen.request.contains("jsonrpc"))
            {
                answer.erase("jsonrpc");
                answer["error"] = nullptr;
            }
            std::string status = "200 OK";
            std::string headers;
            if (method == "silent")
                co_await test::never();
            if (method == "unversioned")
                answer.erase("jsonrpc");
            if (method == "quoted")
                answer["id"] = json::serialize(answer["id"]);
            if (method == "failing")
                status = "500 Internal Server Error";
            if (method == "moved")
            {
                status = "307 Temporary Redirect";
                headers = "Location: /\r\n";
            }
            co_await test::write(socket, test::http_answer(json::serialize(answer), status, headers));
        }
    };
}

using outcome = std::exception_ptr;

std::string code_of(outcome error)
{
    if (!error)
        return "ok";
    try
    {
        std::rethrow_exception(error);
    }
    catch (const rpc::client_error& known)
    {
        return known.code().message();
    }
}

std::string what_of(outcome error)
{
    try
    {
        if (error)
            std::rethrow_exception(error);
    }
    catch (const rpc::client_error& known)
    {
        return known.what();
    }
    return "ok";
}

// The value of a header of the last request.
std::string header_of(const observations& seen, const std::string& name)
{
    auto begin = seen.head.find("\r\n" + name + ": ");
    if (begin == std::string::npos)
        return "none";
    begin += name.size() + 4;
    return seen.head.substr(begin, seen.head.find("\r\n", begin) - begin);
}

constexpr std::size_t levels = 4;

// An option of calls: its value at each level, the method that shows it, and what it shows then.
struct visible_option
{
    const char* key;
    const char* method;
    std::array<const char*, levels> values;
    std::array<std::string, levels> effects;
    std::string (*effect)(const observations&, outcome);
};

const std::vector<visible_option>& visible_options()
{
    auto as_code = [](const observations&, outcome error) { return code_of(error); };
    const std::string ok = "ok";
    static const std::vector<visible_option> options = {
        {"timeout",
         "silent",
         {"11ms", "12ms", "13ms", "14ms"},
         {"11 ms", "12 ms", "13 ms", "14 ms"},
         [](const observations&, outcome error)
         {
             auto what = what_of(error);
             auto begin = what.find("within ");
             return begin == what.npos ? what : what.substr(begin + 7, what.find(" (", begin) - begin - 7);
         }},
        {"id_generator",
         "ping",
         {"hexadecimal", "random", "uuid", "decimal"},
         {"a string of 1", "a string of 8", "a string of 36", "1"},
         [](const observations& seen, outcome)
         {
             auto& id = seen.request.at("id");
             return id.is_string() ? "a string of " + std::to_string(id.as_string().size()) : json::serialize(id);
         }},
        {"protocol_version",
         "ping",
         {"1.0", "2.0", "1.0", "2.0"},
         {"none ok", "\"2.0\" ok", "none ok", "\"2.0\" ok"},
         [](const observations& seen, outcome error)
         {
             auto* version = seen.request.if_contains("jsonrpc");
             return (version ? json::serialize(*version) : std::string("none")) + " " + code_of(error);
         }},
        {"validate_against_schema",
         "unversioned",
         {"no", "yes", "no", "yes"},
         {ok, make_error_code(rpc::errc::invalid_response).message(), ok,
          make_error_code(rpc::errc::invalid_response).message()},
         as_code},
        {"lenient_ids",
         "quoted",
         {"yes", "no", "yes", "no"},
         {ok, make_error_code(rpc::errc::invalid_response).message(), ok,
          make_error_code(rpc::errc::invalid_response).message()},
         as_code},
        {"trim_log_values",
         "a_name_that_is_long_enough_to_be_cut",
         {"yes", "no", "yes", "no"},
         {"cut", "whole", "cut", "whole"},
         [](const observations& seen, outcome)
         { return std::string(contains(seen.log, "a_name_tha..._to_be_cut") ? "cut" : "whole"); }},
        {"header.X-Api",
         "ping",
         {"one", "two", "three", "four"},
         {"one", "two", "three", "four"},
         [](const observations& seen, outcome) { return header_of(seen, "X-Api"); }},
        {"basic_auth",
         "ping",
         {"a:1", "a:2", "a:3", "a:4"},
         {"Basic YTox", "Basic YToy", "Basic YToz", "Basic YTo0"},
         [](const observations& seen, outcome) { return header_of(seen, "Authorization"); }},
        {"bearer",
         "ping",
         {"one", "two", "three", "four"},
         {"Bearer one", "Bearer two", "Bearer three", "Bearer four"},
         [](const observations& seen, outcome) { return header_of(seen, "Authorization"); }},
        {"strict_http_status",
         "failing",
         {"yes", "no", "yes", "no"},
         {make_error_code(rpc::errc::http_status).message(), ok, make_error_code(rpc::errc::http_status).message(), ok},
         as_code},
        {"max_redirects",
         "moved",
         {"0", "1", "2", "3"},
         {"1", "2", "3", "4"},
         [](const observations& seen, outcome) { return std::to_string(seen.requests); }},
    };
    return options;
}

// How a call ends.
asio::awaitable<outcome> outcome_of(asio::awaitable<rpc::response> pending)
{
    outcome error;
    try
    {
        co_await std::move(pending);
    }
    catch (...)
    {
        error = std::current_exception();
    }
    co_return error;
}

// Makes a call that has the option at these levels.
asio::awaitable<std::string> effect_of(const visible_option& option, unsigned set)
{
    observations seen;
    auto executor = co_await asio::this_coro::executor;
    test::scripted_server server(executor, serving(seen));
    auto has = [set](std::size_t level) { return ((set >> level) & 1) != 0; };
    auto at = [&](std::size_t level)
    {
        return has(level) ? rpc::call_options(test::text_call_options(option.key, option.values[level]))
                          : rpc::call_options();
    };
    rpc::client_options own;
    own.log_handler([&](const rpc::logging::record& entry) { seen.log += entry.message; });
    if (has(0))
        own.set(option.key, option.values[0]);
    rpc::client client(executor, server.http_url(), own);
    client.set_defaults(at(1));
    auto view = client.with(at(2));
    auto error = co_await outcome_of(view.send(rpc::request(option.method), at(3)));
    co_await client.close();
    server.stop();
    co_return option.effect(seen, error);
}

} // namespace

BOOST_DATA_TEST_CASE(the_nearest_level_that_sets_an_option_counts, bdata::xrange(visible_options().size()), index)
{
    auto& option = visible_options()[index];
    for (unsigned set = 1; set != 1 << levels; ++set)
        BOOST_TEST_CONTEXT (option.key << " at levels " << set)
        {
            std::size_t nearest = levels - 1;
            while (((set >> nearest) & 1) == 0)
                --nearest;
            std::string effect;
            test::run([&]() -> asio::awaitable<void> { effect = co_await effect_of(option, set); });
            BOOST_TEST(effect == option.effects[nearest]);
        }
}

BOOST_AUTO_TEST_CASE(defaults_that_are_set_later_are_not_for_a_call_that_has_begun)
{
    observations seen;
    std::vector<std::string> ended;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor, serving(seen));
            rpc::client_options own;
            own.timeout(500ms).log_handler([&](const rpc::logging::record& entry) { seen.log += entry.message; });
            rpc::client client(executor, server.http_url(), own);
            auto end = [&](std::exception_ptr error, rpc::response) { ended.push_back(what_of(error)); };
            client.send(rpc::request("silent"), {}, end);
            client.send(rpc::request("failing", std::string(40, 'z')), rpc::call_options().timeout(1min), end);
            client.set_defaults(rpc::call_options().timeout(1h).trim_log_values().strict_http_status());
            // The later of the two is that of silent.
            while (ended.size() != 2)
                co_await asio::post(executor, asio::use_awaitable);
            co_await client.close();
            server.stop();
        });
    BOOST_REQUIRE(ended.size() == 2u);
    BOOST_TEST(ended[0] == "ok");
    BOOST_TEST(contains(ended[1], "no answer within 500 ms"), ended[1]);
    BOOST_TEST(contains(seen.log, std::string(40, 'z')));
}

BOOST_AUTO_TEST_SUITE_END()
