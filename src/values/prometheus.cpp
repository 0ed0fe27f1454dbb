// SPDX-License-Identifier: BSL-1.0
// Writes statistics in the text format of Prometheus, version 0.0.4: the lines of one metric stand together, whichever
// client they are of, and each has a name, labels and a value.
#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/statistics.hpp>

#include "values/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <span>

namespace jsonrpcclient {
namespace {

// The statistics of one client, and its labels as they are written.
struct source
{
    std::string labels;
    const statistics* counted;
};

// One of the numbers. Those of one name follow each other, and have the help of the first.
struct metric
{
    const char* name;
    const char* help;
    std::uint64_t statistics::*value;
    const char* label = "";
};

constexpr metric counters[] = {
    {"calls_started_total", "Calls that were started.", &statistics::started},
    {"calls_answered_total", "Calls that ended with a response.", &statistics::answered},
    {"error_answers_total", "Requests that were answered with an error object.", &statistics::error_answers},
    {"odd_messages_total", "Messages of the server that belong to no call.", &statistics::late, R"(kind="late")"},
    {"odd_messages_total", "", &statistics::duplicate, R"(kind="duplicate")"},
    {"odd_messages_total", "", &statistics::unknown, R"(kind="unknown")"},
    {"odd_messages_total", "", &statistics::malformed, R"(kind="malformed")"},
    {"server_calls_total", "Messages that the server sent by itself.", &statistics::notifications,
     R"(kind="notification")"},
    {"server_calls_total", "", &statistics::requests, R"(kind="request")"},
    {"notifications_dropped_total", "Notifications of the server that found no room.",
     &statistics::notifications_dropped},
    {"handlers_failed_total", "Handlers of what the server sends that have thrown.", &statistics::handlers_failed},
    {"messages_sent_total", "Messages that were sent.", &statistics::messages_sent},
    {"sent_bytes_total", "Bytes of the messages that were sent.", &statistics::bytes_sent},
    {"messages_received_total", "Messages that came.", &statistics::messages_received},
    {"received_bytes_total", "Bytes of the messages that came.", &statistics::bytes_received},
    {"retries_total", "Messages of calls that were sent once more.", &statistics::retries},
    {"connects_total", "Connections that were made.", &statistics::connects},
    {"reconnects_total", "Connections that took the place of a lost one.", &statistics::reconnects},
    {"connections_lost_total", "Connections that ended by themselves.", &statistics::connections_lost},
};

constexpr metric gauges[] = {
    {"calls_in_flight", "Calls that have not ended.", &statistics::in_flight},
    {"queued_messages", "Messages that wait to be written.", &statistics::queued},
    {"queued_bytes", "Bytes of the messages that wait to be written.", &statistics::queued_bytes},
    {"connections", "Connections that are open.", &statistics::connections},
    {"idle_connections", "HTTP connections that wait for a message.", &statistics::idle_connections},
    {"subscriptions", "Subscriptions that are in force.", &statistics::subscriptions},
};

const char* name_of(errc code)
{
    switch (code)
    {
    case errc::invalid_url:
        return "invalid_url";
    case errc::invalid_config:
        return "invalid_config";
    case errc::invalid_request:
        return "invalid_request";
    case errc::duplicate_id:
        return "duplicate_id";
    case errc::queue_full:
        return "queue_full";
    case errc::message_too_large:
        return "message_too_large";
    case errc::not_connected:
        return "not_connected";
    case errc::connection_lost:
        return "connection_lost";
    case errc::closed:
        return "closed";
    case errc::timeout:
        return "timeout";
    case errc::canceled:
        return "canceled";
    case errc::http_status:
        return "http_status";
    case errc::invalid_response:
        return "invalid_response";
    case errc::missing_response:
        return "missing_response";
    case errc::unexpected_result:
        return "unexpected_result";
    case errc::remote_error:
        return "remote_error";
    }
    return nullptr;
}

const char* name_of(call_kind kind)
{
    constexpr const char* names[] = {"request", "notification", "batch", "text", "connect", "other"};
    return names[static_cast<std::size_t>(kind) - 1];
}

// `name="value"`
std::string label(std::string_view name, std::string_view value)
{
    std::string made(name);
    made += "=\"";
    for (char each : detail::to_utf8(value))
        if (each == '\n')
            made += "\\n";
        else
            (each == '\\' || each == '"' ? made += '\\' : made) += each;
    return made += '"';
}

std::string label(const char* name, double value)
{
    char text[400];
    auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
    return label(name, std::string_view(text, end - text));
}

std::string joined(std::string_view one, std::string_view other)
{
    std::string all(one);
    all += one.empty() || other.empty() ? "" : ",";
    return all += other;
}

class page
{
public:
    void begin(std::string_view name, const char* type, std::string_view help)
    {
        name_ = "jsonrpcclient_";
        name_ += name;
        text_ += "# HELP " + name_ + ' ' + std::string(help) + "\n# TYPE " + name_ + ' ' + type + '\n';
    }

    template <class Number>
    void line(std::string_view labels, Number value, const char* suffix = "")
    {
        text_ += name_;
        text_ += suffix;
        if (!labels.empty())
            ((text_ += '{') += labels) += '}';
        char number[400];
        auto end = std::to_chars(number, number + sizeof number, value).ptr;
        ((text_ += ' ').append(number, end)) += '\n';
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::string name_;
};

void write(page& to, std::span<const metric> metrics, const char* type, const std::vector<source>& sources)
{
    for (std::size_t i = 0; i != metrics.size(); ++i)
    {
        if (i == 0 || std::string_view(metrics[i].name) != metrics[i - 1].name)
            to.begin(metrics[i].name, type, metrics[i].help);
        for (auto& each : sources)
            to.line(joined(each.labels, metrics[i].label), each.counted->*metrics[i].value);
    }
}

void write_failures(page& to, const std::vector<source>& sources)
{
    to.begin("calls_failed_total", "counter", "Calls that ended without a response.");
    for (auto& each : sources)
    {
        auto& failures = each.counted->failures;
        auto line = [&](const char* error, delivery known, std::uint64_t count)
        {
            if (count != 0)
                to.line(joined(each.labels, label("error", error) + ',' + label("delivery", to_string(known))), count);
        };
        for (int code = 1; name_of(static_cast<errc>(code)); ++code)
            for (auto known : {delivery::not_sent, delivery::maybe_executed, delivery::answered})
                line(name_of(static_cast<errc>(code)), known, failures.count(static_cast<errc>(code), known));
        line("exception", delivery::not_sent, failures.foreign());
    }
}

void write(page& to, const std::string& labels, const latency_histogram& latency)
{
    // A bucket for each doubling; between them there are more than one wants to store.
    constexpr std::size_t step = 4;
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i + 1 != latency_histogram::buckets; ++i)
    {
        so_far += latency.count_in(i);
        std::chrono::duration<double> bound = latency_histogram::upper_bound(i);
        if (i % step == step - 1)
            to.line(joined(labels, label("le", bound.count())), so_far, "_bucket");
    }
    to.line(joined(labels, label("le", "+Inf")), latency.count(), "_bucket");
    to.line(labels, latency.sum().count(), "_sum");
    to.line(labels, latency.count(), "_count");
}

void write_latencies(page& to, const std::vector<source>& sources)
{
    to.begin("call_duration_seconds", "histogram", "How long calls took that ended with a response.");
    for (auto& each : sources)
        for (auto& [kind, method, latency] : each.counted->latencies)
        {
            auto labels = joined(each.labels, label("kind", name_of(kind)));
            write(to, kind == call_kind::request ? joined(labels, label("method", method)) : labels, latency);
        }
}

[[noreturn]] void refuse(const std::string& why) { throw client_error(errc::invalid_config, delivery::not_sent, why); }

// By their names, so that equal ones are written equally.
std::string written(prometheus_labels labels)
{
    std::sort(labels.begin(), labels.end());
    std::string all;
    for (std::size_t i = 0; i != labels.size(); ++i)
    {
        auto& name = labels[i].first;
        bool is_name = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && !name.starts_with("__") &&
                       std::all_of(name.begin(), name.end(),
                                   [](char each)
                                   {
                                       return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                                              (each >= '0' && each <= '9') || each == '_';
                                   });
        if (!is_name)
            refuse("Prometheus has no labels of the name " + detail::to_utf8(name));
        for (auto* taken : {"delivery", "error", "kind", "le", "method"})
            if (name == taken)
                refuse("the label " + name + " is used by the statistics themselves");
        if (i != 0 && name == labels[i - 1].first)
            refuse("the label " + name + " stands there twice");
        all = joined(all, label(name, labels[i].second));
    }
    return all;
}

std::string write(const std::vector<source>& sources)
{
    page made;
    write(made, counters, "counter", sources);
    write_failures(made, sources);
    write(made, gauges, "gauge", sources);
    write_latencies(made, sources);
    return made.take();
}

} // namespace

std::string to_prometheus(const statistics& counted, const prometheus_labels& labels)
{
    std::vector<source> sources;
    sources.push_back({written(labels), &counted});
    return write(sources);
}

std::string to_prometheus(const std::vector<std::pair<prometheus_labels, statistics>>& counted)
{
    std::vector<source> sources;
    std::set<std::string> used;
    for (auto& [labels, each] : counted)
    {
        sources.push_back({written(labels), &each});
        if (!used.insert(sources.back().labels).second)
            refuse("two clients have the same labels");
    }
    return write(sources);
}

} // namespace jsonrpcclient
