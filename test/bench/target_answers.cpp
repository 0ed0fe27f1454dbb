// SPDX-License-Identifier: BSL-1.0
#include "target_answers.hpp"

#include <cstdint>
#include <cstring>

namespace bench {
namespace {

constexpr std::string_view pong = "\"pong\"";

const std::string& large()
{
    static const std::string result = '"' + std::string(1 << 20, 'x') + '"';
    return result;
}

std::uint32_t word_at(const char* text)
{
    std::uint32_t result;
    std::memcpy(&result, text, sizeof result);
    return result;
}

// Where the value of a member begins, whose name ends before `place`.
std::size_t value_after(std::string_view message, std::size_t place) { return message.find_first_not_of(" :", place); }

} // namespace

// Compares four bytes at each place; searching for the names one after the other takes five times as long.
void answers::read(std::string_view message)
{
    const auto id = word_at("\"id\"");
    const auto method = word_at("\"met");
    method_ = ' ';
    ids_.clear();
    for (std::size_t place = 0; place + 4 < message.size(); ++place)
    {
        auto word = word_at(message.data() + place);
        if (word == id)
        {
            auto begin = value_after(message, place + 4);
            place = message.find_first_of(" ,}", begin);
            ids_.push_back(message.substr(begin, place - begin));
        }
        else if (word == method)
        {
            place = value_after(message, place + 8) + 1;
            method_ = message[place];
        }
    }
}

void answers::write(bool is_array)
{
    std::string_view result = method_ == 'l' ? std::string_view(large()) : pong;
    body_.clear();
    for (auto id : ids_)
    {
        if (is_array)
            body_ += body_.empty() ? '[' : ',';
        body_.append("{\"jsonrpc\":\"2.0\",\"result\":").append(result).append(",\"id\":").append(id).append("}");
    }
    if (is_array)
        body_ += ']';
}

} // namespace bench
