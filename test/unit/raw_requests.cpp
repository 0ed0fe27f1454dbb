// SPDX-License-Identifier: BSL-1.0
// Text that is sent as it is: its id, and what is no request.
#include "rules/raw_requests.hpp"

#include "unit/refused.hpp"

namespace rpc = jsonrpcclient;
using namespace rpc::detail;

BOOST_AUTO_TEST_SUITE(raw_requests)

namespace {

std::string why_no_request(std::string_view text)
{
    return test::refusal(rpc::errc::invalid_request, [&] { id_of_raw_request(text); });
}

} // namespace

BOOST_AUTO_TEST_CASE(raw_request_gives_its_id_and_a_notification_none)
{
    BOOST_TEST(*id_of_raw_request(R"( {"id" : 1.0,"method":"a","jsonrpc":"2.0","params":{"id":2}} )") == 1);
    BOOST_TEST(*id_of_raw_request(R"({"jsonrpc":"2.0","method":"a","params":[],"id":"x","more":1})") == "x");
    BOOST_TEST(!id_of_raw_request(R"({"jsonrpc":"2.0","method":"a"})").has_value());
}

BOOST_AUTO_TEST_CASE(raw_text_that_is_no_request_is_refused_with_the_reason)
{
    BOOST_TEST(test::contains(why_no_request(""), "the text is not JSON: "));
    BOOST_TEST(test::contains(why_no_request(R"({"jsonrpc":"2.0","method":"a","id":1)"), "the text is not JSON: "));
    BOOST_TEST(test::contains(why_no_request("ping"), "the text is not JSON: "));
    BOOST_TEST(why_no_request("[]") == "the text is an array; batch::parse() takes it");
    BOOST_TEST(why_no_request(R"([{"jsonrpc":"2.0","method":"a"}])") ==
               "the text is an array; batch::parse() takes it");

    auto because = [](std::string_view text)
    {
        auto why = why_no_request(text);
        constexpr std::string_view start = "the text is no request: ";
        BOOST_TEST(why.starts_with(start));
        return why.substr(start.size());
    };
    BOOST_TEST(because("5") == "it is not an object");
    BOOST_TEST(because(R"({"method":"a","id":1})") == "its member jsonrpc is not \"2.0\"");
    BOOST_TEST(because(R"({"jsonrpc":"1.0","method":"a","id":1})") == "its member jsonrpc is not \"2.0\"");
    BOOST_TEST(because(R"({"jsonrpc":"2.0","id":1})") == "it has no method, or one that is not a string");
    BOOST_TEST(because(R"({"jsonrpc":"2.0","method":5,"id":1})") == "it has no method, or one that is not a string");
    BOOST_TEST(because(R"({"jsonrpc":"2.0","method":"a","params":null})") ==
               "its params are neither an array nor an object");
    BOOST_TEST(because(R"({"jsonrpc":"2.0","method":"a","params":"x"})") ==
               "its params are neither an array nor an object");
    BOOST_TEST(because(R"({"jsonrpc":"2.0","method":"a","id":null})") == "its id is null");
    for (std::string id : {"1.5", "true", "[]", "{}"})
        BOOST_TEST(because(R"({"jsonrpc":"2.0","method":"a","id":)" + id + "}") ==
                   "its id is neither an integer nor a string");
}

BOOST_AUTO_TEST_SUITE_END()
