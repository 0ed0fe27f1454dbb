// SPDX-License-Identifier: BSL-1.0
#include "bench_report.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>

namespace tool {
namespace {

namespace json = boost::json;

// A server may have any number of error codes.
constexpr std::size_t most_kinds = 50;

struct quantile
{
    const char* name;
    double part;
};
constexpr quantile quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};

std::string kind_of(const rpc::client_error& error)
{
    if (auto* answered = dynamic_cast<const rpc::http_status_error*>(&error))
        return "HTTP status " + std::to_string(answered->status());
    switch (static_cast<rpc::errc>(error.code().value()))
    {
    case rpc::errc::timeout:
        return "timeout";
    case rpc::errc::not_connected:
        return "not connected";
    case rpc::errc::connection_lost:
        return "connection lost";
    case rpc::errc::invalid_response:
        return "invalid response";
    default:
        return error.code().message();
    }
}

// Three digits are what a measurement is good for.
std::string rounded(double value)
{
    char text[32];
    auto digits = value >= 100 || value == 0 ? 0 : std::min(6, 2 - static_cast<int>(std::floor(std::log10(value))));
    std::snprintf(text, sizeof text, "%.*f", std::max(digits, 0), value);
    return text;
}

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }
double milliseconds(std::chrono::nanoseconds time) { return seconds(time) * 1000; }

// Answered ones.
double calls_per_second(const measurement& measured)
{
    return measured.passed.count() > 0 ? static_cast<double>(measured.taken.count()) / seconds(measured.passed) : 0;
}

// 0.5, 1, 2000
std::string name_of_end(std::size_t bar)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", milliseconds(latencies::end_of(bar)));
    return text;
}

// From the first bar that has something to the last.
std::pair<std::size_t, std::size_t> bars_with_something(const latencies& taken)
{
    std::size_t first = 0, last = latencies::bars;
    while (first < last && taken.count_in(first) == 0)
        ++first;
    while (last > first && taken.count_in(last - 1) == 0)
        --last;
    return {first, last};
}

void print_histogram(const latencies& taken)
{
    constexpr double widest = 50;
    auto [first, last] = bars_with_something(taken);
    std::uint64_t most = 1;
    for (auto bar = first; bar != last; ++bar)
        most = std::max(most, taken.count_in(bar));
    for (auto bar = first; bar != last; ++bar)
    {
        bool is_beyond = bar + 1 == latencies::bars;
        auto name = is_beyond ? "longer:" : "up to " + name_of_end(bar) + " ms:";
        auto count = std::to_string(taken.count_in(bar));
        auto length = std::ceil(static_cast<double>(taken.count_in(bar)) / static_cast<double>(most) * widest);
        constexpr std::size_t all = 24;
        auto blanks = name.size() + count.size() < all ? all - name.size() - count.size() : 1;
        print_line(name + std::string(blanks, ' ') + count + ' ' + std::string(static_cast<std::size_t>(length), '#'));
    }
}

void print_text(const measurement& measured)
{
    auto line = [](std::string name, const std::string& value) { print_line(name + ": " + value); };
    line("calls", std::to_string(measured.calls));
    line("warm-up calls", std::to_string(measured.warm_up_calls));
    line("seconds", rounded(seconds(measured.passed)));
    line("calls/s", rounded(calls_per_second(measured)));
    if (measured.taken.count() > 0)
    {
        for (auto& each : quantiles)
            line(each.name, rounded(milliseconds(measured.taken.quantile(each.part))) + " ms");
        line("max", rounded(milliseconds(measured.taken.longest())) + " ms");
    }
    line("errors", std::to_string(measured.errors));
    for (auto& [kind, found] : measured.troubles)
        line(kind, std::to_string(found.count));
    print_histogram(measured.taken);
}

// Members in the order in which they are added; their values are JSON text.
class object_text
{
public:
    object_text& add(std::string_view name, std::string_view value)
    {
        text_ += text_.size() > 1 ? "," : "";
        text_ += json::serialize(json::value(name)) + ':' + std::string(value);
        return *this;
    }
    object_text& add(std::string_view name, std::uint64_t value) { return add(name, std::to_string(value)); }

    std::string text() const { return text_ + '}'; }

private:
    std::string text_ = "{";
};

std::string json_histogram(const latencies& taken)
{
    std::string made;
    auto [first, last] = bars_with_something(taken);
    for (auto bar = first; bar != last; ++bar)
    {
        auto end = bar + 1 == latencies::bars ? "null" : name_of_end(bar);
        made += made.empty() ? '[' : ',';
        made += object_text().add("up_to_ms", end).add("calls", taken.count_in(bar)).text();
    }
    return made.empty() ? "[]" : made + ']';
}

void print_json(const measurement& measured)
{
    object_text latency, kinds, all;
    if (measured.taken.count() > 0)
    {
        for (auto& each : quantiles)
            latency.add(each.name, rounded(milliseconds(measured.taken.quantile(each.part))));
        latency.add("max", rounded(milliseconds(measured.taken.longest())));
    }
    for (auto& [kind, found] : measured.troubles)
        kinds.add(kind, found.count);
    all.add("calls", measured.calls)
        .add("warm_up_calls", measured.warm_up_calls)
        .add("seconds", rounded(seconds(measured.passed)))
        .add("calls_per_second", rounded(calls_per_second(measured)))
        .add("latency_ms", latency.text())
        .add("errors", measured.errors)
        .add("errors_by_kind", kinds.text())
        .add("histogram", json_histogram(measured.taken));
    print_line(all.text());
}

} // namespace

trouble& measurement::count(std::string kind)
{
    if (troubles.size() >= most_kinds && !troubles.count(kind))
        kind = "other errors";
    ++errors;
    auto& found = troubles[kind];
    ++found.count;
    return found;
}

void measurement::answered(std::chrono::nanoseconds passed, const rpc::response_data& answer)
{
    ++calls;
    taken.add(passed);
    if (answer.ok())
        return;
    ended = worse(ended, status::refused);
    auto& found = count("error " + std::to_string(answer.error().code()));
    if (!found.first)
        found.first = std::make_exception_ptr(rpc::remote_error(answer.error()));
}

void measurement::failed(std::exception_ptr error)
{
    ++calls;
    std::string kind = "other errors";
    try
    {
        std::rethrow_exception(error);
    }
    catch (const rpc::client_error& failure)
    {
        ended = worse(ended, status_of(failure));
        kind = kind_of(failure);
    }
    catch (const std::exception&)
    {
        ended = worse(ended, status::no_answer);
    }
    auto& found = count(kind);
    if (!found.first)
        found.first = error;
}

void print(const measurement& measured, const options& given)
{
    if (given.compact)
        print_json(measured);
    else
        print_text(measured);
    for (auto& each : measured.troubles)
        report(each.second.first, std::to_string(each.second.count) + " x ");
}

} // namespace tool
