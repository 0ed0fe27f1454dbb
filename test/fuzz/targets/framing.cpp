// SPDX-License-Identifier: BSL-1.0
// Bytes from a stream in each framing: which messages they are does not depend on how they arrive, and messages that
// are framed come out as they went in.
//
//   newline 100 3        framing, largest message, and how the bytes are cut into pieces
//   BYTES
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include "rules/message_splitter.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
using namespace rpc::detail;

struct outcome
{
    std::vector<std::string> messages;
    bool is_lost = false;

    friend bool operator==(const outcome&, const outcome&) = default;
};

// `cut` gives the size of the next piece, at least 1.
template <class Cut>
outcome split(const rpc::framing& how, std::size_t largest, std::string_view bytes, Cut cut)
{
    outcome result;
    message_splitter splitter(how, largest);
    try
    {
        while (!bytes.empty())
        {
            auto space = splitter.prepare();
            require(!space.empty(), "there is always room for more");
            auto size = std::min({space.size(), bytes.size(), cut()});
            std::memcpy(space.data(), bytes.data(), size);
            bytes.remove_prefix(size);
            for (auto message : splitter.commit(size))
            {
                require(!message.empty(), "no message is empty");
                require(message.size() <= largest + 1, "no message is larger than the limit and one byte");
                result.messages.emplace_back(message);
            }
        }
        splitter.prepare();
    }
    catch (const framing_error&)
    {
        result.is_lost = true;
    }
    return result;
}

outcome split_whole(const rpc::framing& how, std::size_t largest, std::string_view bytes)
{
    return split(how, largest, bytes, [] { return std::size_t(-1); });
}

// What the framing gives back as it was: not every text is a message in each of them.
bool is_message(const rpc::framing& how, std::string_view text)
{
    if (text.empty() || (how == rpc::framing::newline() && text.back() == '\r'))
        return false;
    if (how.type() != rpc::framing::kind::bare)
        return true;
    boost::json::error_code error;
    boost::json::parse(text, error);
    bool is_structured = (text.front() == '{' && text.back() == '}') || (text.front() == '[' && text.back() == ']');
    return !error && is_structured;
}

void check_round_trip(const rpc::framing& how, const std::vector<std::string>& texts)
{
    constexpr std::size_t unlimited = 1 << 20;
    message_splitter framer(how, unlimited);
    std::vector<std::string> sent;
    std::string bytes;
    for (auto& text : texts)
    {
        if (!is_message(how, text) || !framer.can_carry(text))
            continue;
        framer.frame(bytes, text);
        sent.push_back(text);
    }
    auto came = split_whole(how, unlimited, bytes);
    require(!came.is_lost && came.messages == sent, "what is framed comes out as it went in");
}

} // namespace

void framing(std::string_view bytes)
{
    input from(bytes);
    auto head = from.line();
    auto name = head.substr(0, head.find(' '));
    input numbers(head.substr(std::min(head.size(), name.size() + 1)));
    std::optional<rpc::framing> how;
    try
    {
        how = rpc::framing::parse(name);
    }
    catch (const rpc::client_error& refused)
    {
        require(refused.code() == rpc::errc::invalid_config, "what is no framing is refused as such");
        return;
    }
    require(rpc::framing::parse(to_string(*how)) == *how, "a framing has a name");

    std::size_t largest = 0;
    for (auto digit = numbers.number(); digit < 10 && largest < 10000; digit = numbers.number())
        largest = 10 * largest + digit;
    auto seed = numbers.number() + 1;
    auto whole = split_whole(*how, largest, from.rest());
    require(whole == split(*how, largest, from.rest(), [] { return std::size_t(1); }),
            "byte by byte is as all at once");
    auto next = [&seed] { return (seed = (seed * 1103515245 + 12345) % 0x80000000) % 17 + 1; };
    require(whole == split(*how, largest, from.rest(), next), "in pieces is as all at once");

    std::vector<std::string> texts(whole.messages);
    texts.emplace_back(from.rest());
    for (auto text = from; !text.empty();)
        texts.emplace_back(text.line());
    check_round_trip(*how, texts);
}

} // namespace test::fuzz
