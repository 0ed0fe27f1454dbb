// SPDX-License-Identifier: BSL-1.0
#include "target_answers.hpp"

namespace bench {
namespace {

constexpr std::string_view pong = "\"pong\"";

const std::string& large()
{
    static const std::string result = '"' + std::string(1 << 20, 'x') + '"';
    return result;
}

// The value of the member `name`, from `place` on, up to what ends a number or a string without escapes; moves `place`
// behind it. Empty if there is none.
std::string_view next_value(std::string_view message, std::string_view name, std::size_t& place)
{
    place = message.find(name, place);
    if (place == message.npos)
        return {};
    auto begin = message.find_first_not_of(" :", place + name.size());
    place = message.find_first_of(" ,}", begin);
    return message.substr(begin, place - begin);
}

std::string_view method_of(std::string_view message)
{
    std::size_t place = 0;
    return next_value(message, "\"method\"", place);
}

void append_object(std::string& out, std::string_view id, std::string_view result)
{
    out.append("{\"jsonrpc\":\"2.0\",\"result\":").append(result).append(",\"id\":").append(id).append("}");
}

} // namespace

void append_answer(std::string& out, std::string_view message, held_ids& held)
{
    std::size_t place = 0;
    auto method = method_of(message);
    auto id = next_value(message, "\"id\"", place);
    if (id.empty())
        return;
    if (method == "\"hold\"")
    {
        held.emplace_back(id);
        return;
    }
    std::string_view result = method == "\"large\"" ? std::string_view(large()) : pong;
    if (message.front() != '[')
        return append_object(out, id, result);
    char before = '[';
    for (; !id.empty(); id = next_value(message, "\"id\"", place))
    {
        out += before;
        append_object(out, id, result);
        before = ',';
    }
    out += ']';
}

bool is_release(std::string_view message) { return method_of(message) == "\"release\""; }

void append_held_answer(std::string& out, std::string_view id) { append_object(out, id, pong); }

} // namespace bench
