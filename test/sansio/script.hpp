// SPDX-License-Identifier: BSL-1.0
// A multiplexer with a table of the calls that are filed, so that a case reads like a story.
#ifndef TEST_SANSIO_SCRIPT_HPP
#define TEST_SANSIO_SCRIPT_HPP

#include "core/multiplexer.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test {

namespace rpc = jsonrpcclient;
using rpc::detail::reading_rules;
using rpc::detail::slot;

inline std::vector<rpc::id> ids(std::initializer_list<rpc::id> list) { return list; }

inline std::string answer(const rpc::id& id, std::string_view result = "true")
{
    return R"({"jsonrpc":"2.0","result":)" + std::string(result) + R"(,"id":)" + to_string(id) + "}";
}

inline std::string error_answer(std::string_view id = "null", std::string_view message = "bad")
{
    return R"({"jsonrpc":"2.0","error":{"code":-1,"message":")" + std::string(message) + R"("},"id":)" +
           std::string(id) + "}";
}

template <class... Texts>
std::string array(const Texts&... texts)
{
    std::string made;
    ((made += (made.empty() ? "[" : ",") + std::string(texts)), ...);
    return made.empty() ? "[]" : made + "]";
}

inline reading_rules lenient()
{
    reading_rules made;
    made.lenient_ids = true;
    return made;
}

inline reading_rules without_validation()
{
    reading_rules made;
    made.validate = false;
    return made;
}

struct script
{
    rpc::statistics counters;
    rpc::detail::multiplexer mux{counters};

    // What the last text finished, in the multiplexer's order.
    std::vector<rpc::detail::finished_call> finished;
    // What came by itself: its kind, and what stands there of it.
    std::vector<std::string> unasked;
    std::size_t oddities = 0;

    // Files a call; the ids count as given by the generator.
    slot file(const rpc::id& only, reading_rules rules = {})
    {
        mux.issued(only);
        return mux.file(only, rules);
    }
    slot file(std::vector<rpc::id> list, reading_rules rules = {})
    {
        for (auto& each : list)
            mux.issued(each);
        return mux.file(std::move(list), false, rules);
    }

    // The same, written at once.
    template <class Ids>
    slot send(Ids&& list, reading_rules rules = {})
    {
        slot owner = file(std::forward<Ids>(list), rules);
        mux.written(owner);
        return owner;
    }
    slot notify()
    {
        slot owner = mux.file();
        mux.written(owner);
        return owner;
    }

    script& receive(std::string_view text)
    {
        rpc::detail::received came;
        mux.receive(text, came);
        return keep(came);
    }
    script& exchange(slot owner, std::string_view text)
    {
        rpc::detail::received came;
        mux.receive(owner, text, came);
        return keep(came);
    }

    // Nothing was finished by the last text.
    script& nothing()
    {
        BOOST_TEST(finished.empty());
        return *this;
    }

    // What is wrong with the answer, if anything is.
    std::string rule_of(slot owner)
    {
        auto& broken = call(owner).broken;
        return broken ? broken->rule : std::string();
    }

    // The call was finished by a result, by an error object, or by a broken rule.
    script& result(slot owner, std::string_view json)
    {
        BOOST_TEST(rule_of(owner) == "");
        BOOST_TEST(call(owner).data.ok());
        return text(owner, R"({"jsonrpc":"2.0","result":)" + std::string(json) + R"(,"id":)");
    }
    script& error(slot owner, std::string_view message)
    {
        BOOST_TEST(rule_of(owner) == "");
        return text(owner, R"({"jsonrpc":"2.0","error":{"code":-1,"message":")" + std::string(message) + R"("},"id":)");
    }
    script& broken(slot owner, std::string_view rule)
    {
        BOOST_TEST(rule_of(owner).substr(0, rule.size()) == rule);
        BOOST_TEST(!rule.empty());
        return *this;
    }
    // The batch was finished by these: each the text of response data, or "missing" for a hole, or the
    // broken rule.
    script& batch(slot owner, const std::vector<std::string>& expected)
    {
        BOOST_TEST(rule_of(owner) == "");
        auto texts = described(call(owner).batch->data);
        BOOST_TEST(texts == expected, boost::test_tools::per_element());
        return *this;
    }

    // The only thing that was counted since the last time.
    script& counted(std::uint64_t rpc::statistics::*counter, std::uint64_t times = 1)
    {
        for (auto each : {&rpc::statistics::late, &rpc::statistics::duplicate, &rpc::statistics::unknown,
                          &rpc::statistics::malformed, &rpc::statistics::notifications, &rpc::statistics::requests})
        {
            BOOST_TEST((counters.*each) == (each == counter ? times : 0u));
            counters.*each = 0;
        }
        return *this;
    }
    script& nothing_counted() { return counted(nullptr); }

    const rpc::detail::finished_call& call(slot owner)
    {
        for (auto& each : finished)
            if (each.owner == owner)
                return each;
        BOOST_FAIL("the call " << owner << " is not finished");
        throw;   // never reached
    }

    static std::vector<std::string> described(const std::vector<rpc::response_data>& list)
    {
        std::vector<std::string> texts;
        for (auto& data : list)
            try
            {
                if (!data.ok())
                    data.error();
                texts.push_back(to_string(data));
            }
            catch (const rpc::invalid_response& broken)
            {
                texts.push_back(broken.rule());
            }
            catch (const rpc::client_error& hole)
            {
                BOOST_CHECK(hole.code() == rpc::errc::missing_response);
                BOOST_TEST(data.missing());
                texts.push_back("missing");
            }
        return texts;
    }

private:
    static std::string described(const rpc::detail::unasked_message& each)
    {
        if (each.kind == rpc::detail::message_kind::stranger)
            return "stranger";
        auto& message = each.message;
        return (each.kind == rpc::detail::message_kind::request ? "request " : "notification ") + *message.method +
               (message.params_value ? " " + boost::json::serialize(*message.params_value) : "") +
               (message.id ? " " + to_string(*message.id) : "");
    }

    script& keep(rpc::detail::received& received)
    {
        finished = std::move(received.finished);
        unasked.clear();
        for (auto& each : received.unasked)
            unasked.push_back(described(each));
        oddities = received.oddities.size();
        return *this;
    }
    script& text(slot owner, std::string_view start)
    {
        BOOST_TEST(to_string(call(owner).data).substr(0, start.size()) == start);
        return *this;
    }
};

} // namespace test

#endif
