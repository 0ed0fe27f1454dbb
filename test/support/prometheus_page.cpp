// SPDX-License-Identifier: BSL-1.0
#include "support/prometheus_page.hpp"

#include <boost/json/parse.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace test {
namespace {

using labels = std::map<std::string, std::string>;

// What a line is made of, taken off from its beginning.
class line_reader
{
public:
    explicit line_reader(std::string_view line) : line_(line), rest_(line) {}

    [[noreturn]] void fail(const std::string& why) const { throw bad_page(why + ": " + std::string(line_)); }
    void require(bool holds, const char* why) const
    {
        if (!holds)
            fail(why);
    }

    bool at_end() const { return rest_.empty(); }
    bool skip(std::string_view text)
    {
        bool is_there = rest_.starts_with(text);
        rest_.remove_prefix(is_there ? text.size() : 0);
        return is_there;
    }

    // Of a metric, or of a label, which may have no colon.
    std::string name(bool may_have_colon)
    {
        auto is_letter = [&](char each)
        {
            return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_' ||
                   (may_have_colon && each == ':');
        };
        std::size_t size = 0;
        while (size < rest_.size() &&
               (is_letter(rest_[size]) || (size != 0 && rest_[size] >= '0' && rest_[size] <= '9')))
            ++size;
        require(size != 0, "a name is missing");
        return take(size);
    }

    std::string quoted()
    {
        require(skip("\""), "a label's value has no quotes");
        std::string value;
        while (!skip("\""))
        {
            require(!rest_.empty(), "a label's value has no end");
            if (skip("\\"))
            {
                bool is_escape = !rest_.empty() && std::string_view("\\\"n").find(rest_[0]) != std::string_view::npos;
                require(is_escape, "there is no such escape");
                value += skip("n") ? std::string("\n") : take(1);
            }
            else
                value += take(1);
        }
        return value;
    }

    double number()
    {
        for (auto [text, value] : {std::pair("+Inf", std::numeric_limits<double>::infinity())})
            if (skip(text))
                return value;
        double value = 0;
        auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        require(error == std::errc() && end != rest_.data(), "a number is missing");
        rest_.remove_prefix(end - rest_.data());
        return value;
    }

    std::string take(std::size_t size)
    {
        std::string taken(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return taken;
    }
    std::string take_rest() { return take(rest_.size()); }

private:
    std::string_view line_;
    std::string_view rest_;
};

prometheus_sample read_sample(line_reader& line)
{
    prometheus_sample sample;
    sample.name = line.name(true);
    if (line.skip("{"))
    {
        do
        {
            auto name = line.name(false);
            line.require(line.skip("="), "a label has no value");
            line.require(sample.labels.emplace(name, line.quoted()).second, "a label stands there twice");
        }
        while (line.skip(","));
        line.require(line.skip("}"), "the labels have no end");
    }
    line.require(line.skip(" "), "there is no space before the value");
    sample.value = line.number();
    line.require(line.at_end(), "there is something behind the value");
    return sample;
}

// What the samples of one histogram have said so far.
struct open_histogram
{
    open_histogram() = default;

    double last_bound = -1;
    double last_count = 0;
    std::optional<double> sum;
    std::optional<double> count;
};

class checker
{
public:
    void begin(line_reader& line, std::string name, std::string type)
    {
        end();
        static const std::set<std::string> known{"counter", "gauge", "histogram", "summary", "untyped"};
        line.require(known.contains(type), "there is no such type");
        line.require(type != "counter" || name.ends_with("_total"), "a counter's name does not end in _total");
        name_ = std::move(name);
        type_ = std::move(type);
    }

    void take(line_reader& line, prometheus_sample sample)
    {
        line.require(seen_.emplace(sample.name, sample.labels).second, "the sample stands there twice");
        if (type_ != "histogram")
        {
            line.require(!name_.empty() && sample.name == name_, "the sample belongs to another metric");
            line.require(sample.value >= 0, "a count is negative");
            return;
        }
        auto labels = sample.labels;
        labels.erase("le");
        auto& open = histograms_[labels];
        if (sample.name == name_ + "_bucket")
        {
            line.require(sample.labels.contains("le") && !open.sum && !open.count, "a bucket is at the wrong place");
            line_reader bound(sample.labels.at("le"));
            double next = bound.number();
            line.require(bound.at_end() && next > open.last_bound, "the bounds do not rise");
            line.require(sample.value >= open.last_count, "the buckets are not cumulative");
            open.last_bound = next;
            open.last_count = sample.value;
        }
        else if (sample.name == name_ + "_sum")
            open.sum = sample.value;
        else if (sample.name == name_ + "_count")
        {
            line.require(std::isinf(open.last_bound), "the bucket +Inf is missing");
            line.require(sample.value == open.last_count, "the count is not that of the bucket +Inf");
            open.count = sample.value;
        }
        else
            line.fail("the sample belongs to another metric");
    }

    void end()
    {
        for (auto& [labels, open] : histograms_)
            if (!open.sum || !open.count)
                throw bad_page("a histogram has no sum or no count: " + name_);
        histograms_.clear();
    }

private:
    std::string name_;
    std::string type_;
    std::map<labels, open_histogram> histograms_;
    std::set<std::pair<std::string, labels>> seen_;
};

// Boost.JSON refuses a string that is none.
bool is_utf8(std::string_view text)
{
    std::string json = "\"";
    for (char each : text)
        if (each != '"' && each != '\\' && static_cast<unsigned char>(each) >= 0x20)
            json += each;
    boost::system::error_code error;
    boost::json::parse(json + '"', error);
    return !error;
}

} // namespace

prometheus_page::prometheus_page(std::string_view text)
{
    if (!is_utf8(text))
        throw bad_page("the page is not UTF-8");
    if (!text.ends_with('\n'))
        throw bad_page("the last line has no end");
    checker check;
    std::string helped;
    while (!text.empty())
    {
        auto size = text.find('\n');
        line_reader line(text.substr(0, size));
        text.remove_prefix(size + 1);
        if (line.skip("# HELP "))
        {
            helped = line.name(true);
            line.require(line.skip(" ") && !line.at_end(), "the help says nothing");
        }
        else if (line.skip("# TYPE "))
        {
            auto name = line.name(true);
            line.require(name == helped, "the type does not follow its help");
            line.require(line.skip(" "), "the type is missing");
            auto type = line.take_rest();
            line.require(types_.emplace(name, type).second, "the metric stands there twice");
            check.begin(line, name, type);
        }
        else
        {
            samples_.push_back(read_sample(line));
            check.take(line, samples_.back());
        }
    }
    check.end();
}

double prometheus_page::value(std::string_view name, const labels& wanted) const
{
    for (auto& each : samples_)
        if (each.name == name && each.labels == wanted)
            return each.value;
    throw bad_page("there is no sample " + std::string(name));
}

double prometheus_page::sum(std::string_view name) const
{
    double sum = 0;
    for (auto& each : samples_)
        if (each.name == name)
            sum += each.value;
    return sum;
}

} // namespace test
