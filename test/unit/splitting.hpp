// SPDX-License-Identifier: BSL-1.0
// Feeds a stream of bytes to a message_splitter, cut in every way.
#ifndef TEST_UNIT_SPLITTING_HPP
#define TEST_UNIT_SPLITTING_HPP

#include "rules/message_splitter.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test {

using list = std::vector<std::string>;
constexpr std::size_t large = 64 << 20;

// A splitter that is fed by the test, and all that came out of it.
struct stream
{
    explicit stream(jsonrpcclient::framing framing, std::size_t limit = large) : splitter(framing, limit) {}
    explicit stream(std::unique_ptr<jsonrpcclient::detail::frame_scanner> scanner, std::size_t limit = large)
        : splitter(std::move(scanner), limit)
    {
    }

    stream& read(std::string_view bytes)
    {
        try
        {
            while (!bytes.empty() && lost.empty())
            {
                auto space = splitter.prepare();
                BOOST_REQUIRE(!space.empty());
                most_space = std::max(most_space, space.size());
                auto size = std::min(space.size(), bytes.size());
                std::memcpy(space.data(), bytes.data(), size);
                for (auto message : splitter.commit(size))
                    messages.emplace_back(message);
                bytes.remove_prefix(size);
            }
        }
        catch (const jsonrpcclient::detail::framing_error& error)
        {
            lost = error.what();
        }
        return *this;
    }

    // The stream is over: what is left to say is why the framing was lost.
    stream& end()
    {
        try
        {
            if (lost.empty())
                splitter.prepare();
        }
        catch (const jsonrpcclient::detail::framing_error& error)
        {
            lost = error.what();
        }
        return *this;
    }

    stream& read_bytewise(std::string_view bytes)
    {
        for (char byte : bytes)
            read({&byte, 1});
        return *this;
    }

    jsonrpcclient::detail::message_splitter splitter;
    list messages;
    // Why the framing was lost, if it was.
    std::string lost;
    std::size_t most_space = 0;
};

inline void check(const list& messages, const list& expected)
{
    BOOST_CHECK_EQUAL_COLLECTIONS(messages.begin(), messages.end(), expected.begin(), expected.end());
}

// Whether two streams lost their framing for the same reason; one may quote more bytes than the other.
inline bool is_same_loss(std::string_view some, std::string_view other)
{
    constexpr std::string_view found = "found \"";
    auto quote = some.find(found);
    if (quote == some.npos || other.find(found) != quote)
        return some == other;
    auto without_end = [](std::string_view text) { return text.substr(0, text.rfind('"')); };
    some = without_end(some), other = without_end(other);
    return some.starts_with(other) || other.starts_with(some);
}

// In one piece, in two pieces cut at every position, in three, and byte by byte: the same messages come, and if a
// reason is expected the framing is lost behind them.
inline void check_every_split(jsonrpcclient::framing framing, std::string_view bytes, const list& expected,
                              std::size_t limit = large, const std::string& lost = "")
{
    stream whole(framing, limit);
    check(whole.read(bytes).end().messages, expected);
    BOOST_TEST(whole.lost == lost);

    auto check_cut = [&](stream& cut)
    {
        BOOST_REQUIRE(cut.end().messages == expected);
        BOOST_REQUIRE_MESSAGE(is_same_loss(cut.lost, lost), cut.lost);
    };
    for (std::size_t first = 1; first < bytes.size(); ++first)
        for (std::size_t second = 0; second < bytes.size() - first; ++second)
            BOOST_TEST_CONTEXT ("cut behind " << first << " bytes and " << second << " more")
            {
                stream cut(framing, limit);
                cut.read(bytes.substr(0, first)).read(bytes.substr(first, second)).read(bytes.substr(first + second));
                check_cut(cut);
            }
    BOOST_TEST_CONTEXT ("byte by byte")
    {
        stream bytewise(framing, limit);
        check_cut(bytewise.read_bytewise(bytes));
    }
}

// As above, for bytes behind which the framing is lost.
inline void check_loss(jsonrpcclient::framing framing, std::string_view bytes, const list& messages,
                       const std::string& expected, std::size_t limit = large)
{
    check_every_split(framing, bytes, messages, limit,
                      "the framing " + to_string(framing) + " is lost: expected " + expected);
}

} // namespace test

#endif
