// SPDX-License-Identifier: BSL-1.0
#include "rules/log_trimming.hpp"

#include <jsonrpcclient/params.hpp>

#include "rules/parse_events.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace jsonrpcclient::detail {
namespace {

constexpr std::size_t longest = 30;
constexpr std::size_t kept = 10;
constexpr std::size_t max_depth = 512;

// How many bytes of this text are one character. What is no UTF-8 is taken byte by byte, unless a character is cut off.
std::size_t shown_size(std::string_view text)
{
    auto lead = static_cast<unsigned char>(text[0]);
    std::size_t wanted = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc0 ? 2 : 1;
    std::size_t size = 1;
    while (size < wanted && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        ++size;
    return size;
}

std::string trim_string(std::string_view text)
{
    // Where each of the last characters begins; the one with the number n is at n modulo `kept`.
    std::size_t begins[kept] = {};
    std::size_t head = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i != text.size(); i += shown_size(text.substr(i)))
    {
        if (count == kept)
            head = i;
        begins[count++ % kept] = i;
    }
    if (count <= longest)
        return std::string(text);
    std::string trimmed(text, 0, head);
    trimmed += "...";
    trimmed += text.substr(begins[count % kept]);
    return trimmed;
}

// Receives the parser's events and writes them down again. Numbers are copied: a double would round them.
class trimmer : public parse_events
{
public:
    bool on_object_begin(error_code&)
    {
        begin_value();
        open_.push_back({false, {}});
        written += '{';
        return true;
    }

    bool on_object_end(std::size_t, error_code&)
    {
        open_.pop_back();
        written += '}';
        return true;
    }

    bool on_array_begin(error_code&)
    {
        begin_value();
        open_.push_back({true, {}});
        written += '[';
        return true;
    }

    bool on_array_end(std::size_t, error_code&)
    {
        auto& array = open_.back();
        if (array.is_long || array.items.size() > longest)
        {
            drop_middle(array);
            written.insert(array.items[kept], "\"...\",");
        }
        open_.pop_back();
        written += ']';
        return true;
    }

    bool on_key_part(std::string_view part, std::size_t, error_code&)
    {
        text_ += part;
        return true;
    }

    bool on_key(std::string_view part, std::size_t, error_code&)
    {
        text_ += part;
        if (written.back() != '{')
            written += ',';
        append_json(written, std::string_view(text_));
        written += ':';
        text_.clear();
        return true;
    }

    bool on_string_part(std::string_view part, std::size_t, error_code&)
    {
        text_ += part;
        return true;
    }

    bool on_string(std::string_view part, std::size_t, error_code&)
    {
        text_ += part;
        begin_value();
        append_json(written, std::string_view(trim_string(text_)));
        text_.clear();
        return true;
    }

    bool on_number_part(std::string_view part, error_code&)
    {
        text_ += part;
        return true;
    }

    bool on_int64(std::int64_t, std::string_view part, error_code&) { return on_number(part); }
    bool on_uint64(std::uint64_t, std::string_view part, error_code&) { return on_number(part); }
    bool on_double(double, std::string_view part, error_code&) { return on_number(part); }

    bool on_bool(bool value, error_code&)
    {
        begin_value();
        written += value ? "true" : "false";
        return true;
    }

    bool on_null(error_code&)
    {
        begin_value();
        written += "null";
        return true;
    }

    std::string written;

private:
    // An object or array whose end has not come.
    struct open_value
    {
        bool is_array;
        // Of an array: where each item begins, of those that are still written down.
        std::vector<std::size_t> items;
        bool is_long = false;
    };

    void begin_value()
    {
        if (open_.empty() || !open_.back().is_array)
            return;
        auto& array = open_.back();
        if (!array.items.empty())
            written += ',';
        // What lies between is dropped from time to time, so that a long array takes no more memory than a short one.
        if (array.items.size() > longest)
            drop_middle(array);
        array.items.push_back(written.size());
    }

    void drop_middle(open_value& array)
    {
        auto begin = array.items.begin() + kept;
        auto end = array.items.end() - kept;
        auto size = *end - *begin;
        written.erase(*begin, size);
        for (auto item = array.items.erase(begin, end); item != array.items.end(); ++item)
            *item -= size;
        array.is_long = true;
    }

    bool on_number(std::string_view part)
    {
        begin_value();
        written += text_;
        written += part;
        text_.clear();
        return true;
    }

    std::vector<open_value> open_;
    // The beginning of a string, name or number that the parser tells in parts.
    std::string text_;
};

std::optional<std::string> trim_json(std::string_view text)
{
    json::parse_options options;
    options.max_depth = max_depth;
    // A log shows what came, also where it is no UTF-8.
    options.allow_invalid_utf8 = true;
    json::basic_parser<trimmer> parser(options);
    json::error_code error;
    auto read = parser.write_some(false, text.data(), text.size(), error);
    if (error || read != text.size())
        return std::nullopt;
    return std::move(parser.handler().written);
}

} // namespace

std::string trim_log_values(std::string_view text)
{
    auto trimmed = trim_json(text);
    return trimmed ? *std::move(trimmed) : trim_string(text);
}

} // namespace jsonrpcclient::detail
