// SPDX-License-Identifier: BSL-1.0
// Response data: a result, an error object or a hole, and what each gives or throws.
#include <jsonrpcclient/response.hpp>

#include "unit/refused.hpp"

#include <limits>
#include <sstream>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using rpc::errc;

BOOST_AUTO_TEST_SUITE(response)

namespace {

// `&&` of two awaitables needs them.
static_assert(std::is_default_constructible_v<rpc::response> && std::is_default_constructible_v<rpc::batch_response>);

rpc::response_data hole(errc code = errc::missing_response)
{
    return rpc::response_data(3, code,
                              std::make_exception_ptr(rpc::client_error(code, rpc::delivery::answered, "left out")));
}

} // namespace

BOOST_AUTO_TEST_CASE(error_that_was_moved_away_is_an_empty_one)
{
    rpc::response_data from(1, rpc::error_object(-1, "no"));
    auto to = std::move(from);
    BOOST_TEST(to.error().message() == "no");
    BOOST_TEST(!from.ok());
    BOOST_TEST(from.error().message() == "");
    BOOST_TEST(to_string(from).find(R"("code":0)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(result_can_be_read_and_moved_out)
{
    rpc::response_data data(1, json::array{1, 2});
    BOOST_TEST(data.ok());
    BOOST_TEST(!data.missing());
    BOOST_TEST(*data.id() == 1);
    json::value taken = std::move(data.result());
    BOOST_TEST((taken == json::array{1, 2}));
}

BOOST_AUTO_TEST_CASE(what_a_notification_completes_with_is_ok_and_null_without_an_id)
{
    rpc::response_data data;
    BOOST_TEST(data.ok());
    BOOST_TEST(data.result().is_null());
    BOOST_TEST(!data.id().has_value());
    BOOST_TEST(rpc::response().data.ok());
}

BOOST_AUTO_TEST_CASE(error_of_a_result_is_a_mistake_of_the_program)
{
    BOOST_CHECK_THROW(rpc::response_data(1, json::value(5)).error(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(result_of_an_error_throws_it_with_code_and_message_in_words)
{
    rpc::response_data data(1, rpc::error_object(-32601, "Method not found", "more"));
    BOOST_TEST(!data.ok());
    BOOST_TEST(!data.missing());
    BOOST_TEST(data.error().code() == -32601);
    BOOST_TEST(data.error().data() == "more");
    try
    {
        data.result();
        BOOST_FAIL("an error has no result");
    }
    catch (const rpc::remote_error& error)
    {
        BOOST_TEST(error.error().message() == "Method not found");
        BOOST_TEST(error.what() == "the server answered with error -32601: Method not found");
    }
}

BOOST_AUTO_TEST_CASE(hole_is_missing_and_throws_why_for_result_and_error)
{
    auto data = hole();
    BOOST_TEST(!data.ok());
    BOOST_TEST(data.missing());
    BOOST_TEST(*data.id() == 3);
    for (auto& error : {test::refused([&] { data.result(); }), test::refused([&] { data.error(); })})
    {
        BOOST_CHECK(error.code() == errc::missing_response);
        BOOST_TEST(error.what() == "left out");
    }
}

BOOST_AUTO_TEST_CASE(hole_of_a_broken_answer_is_not_missing)
{
    auto data = hole(errc::invalid_response);
    BOOST_TEST(!data.ok());
    BOOST_TEST(!data.missing());
    BOOST_CHECK(test::refused([&] { data.result(); }).code() == errc::invalid_response);
}

BOOST_AUTO_TEST_CASE(text_of_a_result)
{
    BOOST_TEST(to_string(rpc::response_data(1, json::array{1, "a"})) == R"({"jsonrpc":"2.0","result":[1,"a"],"id":1})");
    BOOST_TEST(to_string(rpc::response_data("x", json::value())) == R"({"jsonrpc":"2.0","result":null,"id":"x"})");
    BOOST_TEST(to_string(rpc::response_data()) == R"({"jsonrpc":"2.0","result":null,"id":null})");
}

BOOST_AUTO_TEST_CASE(text_of_a_number_beyond_all_doubles_is_json)
{
    auto infinite = std::numeric_limits<double>::infinity();
    auto text = to_string(
        rpc::response_data(1, json::value{1.5, {{"a\n", infinite}}, -infinite, json::array(), json::object()}));
    BOOST_TEST(text == R"({"jsonrpc":"2.0","result":[1.5E0,{"a\n":1e99999},-1e99999,[],{}],"id":1})");
    text = to_string(rpc::response_data(1, rpc::error_object(-1, "large", infinite)));
    BOOST_TEST(text == R"({"jsonrpc":"2.0","error":{"code":-1,"message":"large","data":1e99999},"id":1})");
}

BOOST_AUTO_TEST_CASE(text_of_a_zero_that_was_read_as_no_number_is_json)
{
    // So Boost.JSON 1.81 reads 0e400.
    auto none = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(to_string(rpc::response_data(1, json::array{none})) == R"({"jsonrpc":"2.0","result":[0e0],"id":1})");
}

BOOST_AUTO_TEST_CASE(text_of_an_error_has_data_only_if_there_are_some)
{
    BOOST_TEST(to_string(rpc::response_data(1, rpc::error_object(-1, "a\"b"))) ==
               R"({"jsonrpc":"2.0","error":{"code":-1,"message":"a\"b"},"id":1})");
    BOOST_TEST(to_string(rpc::response_data(std::nullopt, rpc::error_object(-1, "a", json::object{{"b", 1}}))) ==
               R"({"jsonrpc":"2.0","error":{"code":-1,"message":"a","data":{"b":1}},"id":null})");
}

BOOST_AUTO_TEST_CASE(text_of_a_hole_tells_the_reason)
{
    BOOST_TEST(to_string(hole()) == R"({"missing":true,"id":3,"reason":"left out"})");
}

BOOST_AUTO_TEST_CASE(stream_gets_the_same_text)
{
    std::ostringstream stream;
    stream << rpc::response_data(1, json::value(true));
    BOOST_TEST(stream.str() == R"({"jsonrpc":"2.0","result":true,"id":1})");
}

BOOST_AUTO_TEST_SUITE_END()
