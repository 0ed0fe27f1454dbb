// SPDX-License-Identifier: BSL-1.0
// A stream of events: which messages it carries does not depend on how the bytes arrive, and what answers a call in it can
// be read as its answer.
//
//   3            largest message, in tens of bytes
//   data: ...
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include "core/multiplexer.hpp"
#include "rules/event_stream.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace test::fuzz {
namespace {

using namespace jsonrpcclient::detail;

// `cut` gives the size of the next piece, at least 1.
template <class Cut>
std::vector<std::string> messages_of(std::string_view bytes, std::size_t largest, Cut cut)
{
    std::vector<std::string> messages;
    event_stream stream(largest);
    while (!bytes.empty())
    {
        auto piece = bytes.substr(0, cut());
        bytes.remove_prefix(piece.size());
        for (auto what = stream.next(piece); what != event_stream::found::nothing; what = stream.next(piece))
        {
            bool is_whole = what == event_stream::found::message;
            require(stream.data().size() <= largest, "a message is no larger than it may be");
            require(!is_whole || !stream.data().empty(), "no message is empty");
            messages.push_back((is_whole ? "" : "too large: ") + stream.data());
        }
        require(piece.empty(), "all bytes are read");
    }
    return messages;
}

void hear(const std::vector<std::string>& messages, bool is_batch)
{
    jsonrpcclient::statistics counters;
    multiplexer calls(counters);
    slot owner = is_batch ? calls.file(std::vector<jsonrpcclient::id>{1, 2}, false, {}) : calls.file(1, {});
    calls.written(owner);
    for (auto& message : messages)
    {
        auto came = calls.receive_beside(owner, message);
        require(came.answer.size() <= message.size() + 2, "what answers is a part of the text");
        require(!came.is_whole || is_batch || !came.answer.empty(), "an answer that is whole is there");
        for (auto& beside : came.beside)
            require(beside.data() >= message.data() && beside.data() + beside.size() <= message.data() + message.size(),
                    "what comes beside the answer is a part of the text");
        calls.answers_oversized(owner, message);
        if (came.is_whole && !came.answer.empty())
        {
            jsonrpcclient::detail::received whole;
            calls.receive(owner, came.answer, whole);
            require(whole.finished.size() == 1, "the answer ends its call");
            return;
        }
    }
    calls.forget(owner, "");
}

} // namespace

void events(std::string_view bytes)
{
    input from(bytes);
    auto largest = 10 * (from.number() % 100);
    from.line();
    auto whole = messages_of(from.rest(), largest, [] { return std::size_t(-1); });
    require(whole == messages_of(from.rest(), largest, [] { return std::size_t(1); }),
            "byte by byte is as all at once");
    std::size_t seed = 1;
    auto next = [&seed] { return (seed = (seed * 1103515245 + 12345) % 0x80000000) % 17 + 1; };
    require(whole == messages_of(from.rest(), largest, next), "in pieces is as all at once");
    hear(whole, false);
    hear(whole, true);
}

} // namespace test::fuzz
