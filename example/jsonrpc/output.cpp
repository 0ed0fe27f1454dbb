// SPDX-License-Identifier: BSL-1.0
#include "output.hpp"

#include "arguments.hpp"
#include "json_text.hpp"
#include "progress.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <iostream>

namespace tool {
namespace {

namespace json = boost::json;

bool wants_colour()
{
    auto* none = std::getenv("NO_COLOR");
    auto* terminal = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) && !(none && *none) && terminal && std::string_view(terminal) != "dumb";
}

void say_error(std::string_view where, std::string_view error)
{
    say(std::string(where) + "error: " + std::string(error));
}

json::value to_json(const rpc::error_object& error)
{
    json::object made{{"code", error.code()}, {"message", error.message()}};
    if (!error.data().is_null())
        made["data"] = error.data();
    return made;
}

// As it came, unless other answers came in the same text.
std::string response_object(const rpc::response& answer)
{
    bool is_object = !member(answer.text, answer.data.ok() ? "result" : "error").empty();
    return is_object ? answer.text : to_string(answer.data);
}

std::string result_of(const rpc::response& answer)
{
    auto result = member(answer.text, "result");
    return result.empty() ? json::serialize(answer.data.result()) : std::string(result);
}

std::string error_of(const rpc::response& answer)
{
    auto error = member(answer.text, "error");
    return error.empty() ? json::serialize(to_json(answer.data.error())) : on_one_line(error);
}

} // namespace

// In one write. What a server says must not move the cursor.
void say(std::string line)
{
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    std::cout.flush();
    hide_progress();
    std::cerr << line + '\n';
}

status status_of_signal(int number) noexcept { return number == SIGTERM ? status::terminated : status::interrupted; }

status worse(status left, status right) noexcept
{
    constexpr std::array order = {status::good,      status::refused,     status::bad_usage, status::timed_out,
                                  status::no_answer, status::interrupted, status::terminated};
    return *std::max(std::find(order.begin(), order.end(), left), std::find(order.begin(), order.end(), right));
}

status report(std::exception_ptr error, std::string_view where)
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (const rpc::remote_error& refusal)
    {
        say_error(where, json::serialize(to_json(refusal.error())));
        return status::refused;
    }
    catch (const rpc::client_error& failure)
    {
        say("jsonrpc: " + std::string(where) + failure.what());
        return status_of(failure);
    }
    catch (const usage_error& misuse)
    {
        say("jsonrpc: " + std::string(where) + misuse.what());
        return status::bad_usage;
    }
    catch (const std::exception& failure)
    {
        say("jsonrpc: " + std::string(where) + failure.what());
        return status::no_answer;
    }
}

status status_of(const rpc::client_error& error)
{
    switch (static_cast<rpc::errc>(error.code().value()))
    {
    case rpc::errc::invalid_url:
    case rpc::errc::invalid_config:
    case rpc::errc::invalid_request:
    case rpc::errc::duplicate_id:
        return status::bad_usage;
    case rpc::errc::message_too_large:
        return error.delivery() == rpc::delivery::not_sent ? status::bad_usage : status::no_answer;
    case rpc::errc::timeout:
        return status::timed_out;
    case rpc::errc::remote_error:
        return status::refused;
    default:
        return status::no_answer;
    }
}

status status_of(const rpc::response_data& answer)
{
    if (answer.ok())
        return status::good;
    try
    {
        answer.error();
        return status::refused;
    }
    catch (const rpc::client_error& hole)
    {
        return status_of(hole);
    }
}

status print(const rpc::response& answer, const options& given)
{
    layout style(!given.compact, wants_colour());
    if (given.full || answer.data.ok())
        std::cout << lay_out(given.full ? response_object(answer) : result_of(answer), style) << '\n';
    if (!answer.data.ok())
        say_error({}, error_of(answer));
    return status_of(answer.data);
}

std::string to_line(const rpc::response& answer) { return on_one_line(response_object(answer)); }

std::string missing_line(std::string_view id, std::string_view reason)
{
    return R"({"missing":true,"id":)" + std::string(id) + R"(,"reason":)" + json::serialize(json::value(reason)) + '}';
}

void print_line(std::string_view line)
{
    // Standard output may be the terminal in which it stands.
    hide_progress();
    std::cout << line << '\n';
}

void print(const rpc::statistics& counted)
{
    json::object line{{"started", counted.started},
                      {"answered", counted.answered},
                      {"failed", counted.failed},
                      {"timed_out", counted.timed_out},
                      {"canceled", counted.canceled},
                      {"error_answers", counted.error_answers},
                      {"late", counted.late},
                      {"duplicate", counted.duplicate},
                      {"unknown", counted.unknown},
                      {"malformed", counted.malformed},
                      {"notifications", counted.notifications},
                      {"notifications_dropped", counted.notifications_dropped},
                      {"requests", counted.requests},
                      {"handlers_failed", counted.handlers_failed},
                      {"messages_sent", counted.messages_sent},
                      {"bytes_sent", counted.bytes_sent},
                      {"messages_received", counted.messages_received},
                      {"bytes_received", counted.bytes_received},
                      {"retries", counted.retries},
                      {"connects", counted.connects},
                      {"reconnects", counted.reconnects},
                      {"connections_lost", counted.connections_lost},
                      {"in_flight", counted.in_flight},
                      {"queued", counted.queued},
                      {"queued_bytes", counted.queued_bytes},
                      {"connections", counted.connections},
                      {"idle_connections", counted.idle_connections},
                      {"subscriptions", counted.subscriptions}};
    say(json::serialize(line));
}

status end_of_output(status ended)
{
    std::cout.flush();
    if (std::cout)
        return ended;
    say("jsonrpc: standard output cannot be written");
    return worse(ended, status::bad_usage);
}

} // namespace tool
