// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/request.hpp>

#include <jsonrpcclient/error.hpp>

#include "values/append.hpp"

#include <algorithm>
#include <charconv>
#include <ostream>

namespace jsonrpcclient {
namespace detail {
namespace {

using namespace std::string_view_literals;

// An id as JSON text. That of an integer takes no memory.
class id_text
{
public:
    explicit id_text(const id& value)
    {
        if (auto* integer = value.if_int64())
            size_ = static_cast<std::size_t>(std::to_chars(digits_, digits_ + sizeof digits_, *integer).ptr - digits_);
        else
            append_json(other_, value);
    }

    operator std::string_view() const noexcept { return size_ ? std::string_view(digits_, size_) : other_; }

private:
    char digits_[20];
    std::size_t size_ = 0;
    std::string other_;
};

// A method as what stands between quotation marks.
class method_text
{
public:
    explicit method_text(std::string_view method) : text_(method)
    {
        if (is_plain(method))
            return;
        check_utf8(method);
        append_json(quoted_, method);
        text_ = std::string_view(quoted_).substr(1, quoted_.size() - 2);
    }

    operator std::string_view() const noexcept { return text_; }

private:
    // ASCII that stands for itself (RFC 8259, section 7), as most methods are.
    static bool is_plain(std::string_view method) noexcept
    {
        return std::all_of(method.begin(), method.end(),
                           [](char each) { return each >= ' ' && each <= '~' && each != '"' && each != '\\'; });
    }

    std::string_view text_;
    std::string quoted_;
};

// Makes room for all of them at once: to append them one by one costs 45 instructions each.
void append_all(std::string& text, auto... pieces)
{
    auto size = text.size();
    text.resize(size + (pieces.size() + ...));
    auto* at = text.data() + size;
    ((at = std::copy_n(pieces.data(), pieces.size(), at)), ...);
}

// A notification if there is no id.
void append_version_two(std::string& text, std::string_view method, std::string_view params,
                        const std::optional<id>& id)
{
    auto front = R"({"jsonrpc":"2.0","method":")"sv;
    if (id && params.empty())
        return append_all(text, front, method, R"(","id":)"sv, std::string_view(id_text(*id)), "}"sv);
    append_all(text, front, method, "\""sv);
    if (!params.empty())
    {
        text += R"(,"params":)";
        text += params;
    }
    if (id)
        append_all(text, R"(,"id":)"sv, std::string_view(id_text(*id)), "}"sv);
    else
        text += '}';
}

// The same in JSON-RPC 1.0: all three members are always there, and params are an array.
void append_version_one(std::string& text, std::string_view method, std::string_view params,
                        const std::optional<id>& id)
{
    if (params.starts_with('{'))
        throw client_error(errc::invalid_request, delivery::not_sent,
                           "JSON-RPC 1.0 has no named params, only positional ones");
    append_all(text, R"({"method":")"sv, method, R"(","params":)"sv);
    text += params.empty() ? "[]"sv : params;
    append_all(text, R"(,"id":)"sv, id ? std::string_view(id_text(*id)) : "null"sv, "}"sv);
}

// Either of them.
void append_version(std::string& text, std::string_view method, const params& params, const std::optional<id>& id,
                    rpc_version version)
{
    std::string_view given = params.text();
    check_utf8(given);
    if (auto* own = id ? id->if_string() : nullptr)
        check_utf8(*own);
    if (version == rpc_version::two)
        append_version_two(text, method_text(method), given, id);
    else
        append_version_one(text, method_text(method), given, id);
}

} // namespace

void append_message(std::string& text, const request& message, rpc_version version)
{
    append_version(text, message.method(), message.params(), message.id(), version);
    if (!message.id() && version == rpc_version::two)
    {
        text.pop_back();
        text += R"(,"id":null})";
    }
}

void append_message(std::string& text, const notification& message, rpc_version version)
{
    append_version(text, message.method(), message.params(), std::nullopt, version);
}

} // namespace detail

std::string to_string(const request& message)
{
    std::string text;
    detail::append_message(text, message, detail::rpc_version::two);
    return text;
}

std::string to_string(const notification& message)
{
    std::string text;
    detail::append_message(text, message, detail::rpc_version::two);
    return text;
}

std::ostream& operator<<(std::ostream& stream, const request& message) { return stream << to_string(message); }
std::ostream& operator<<(std::ostream& stream, const notification& message) { return stream << to_string(message); }

} // namespace jsonrpcclient
