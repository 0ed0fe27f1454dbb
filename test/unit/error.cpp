// SPDX-License-Identifier: BSL-1.0
// Errors: their codes, their messages, what they carry, and that copying them cannot fail.
#include <jsonrpcclient/error.hpp>

#include <boost/system/error_code.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <system_error>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using rpc::errc;

BOOST_AUTO_TEST_SUITE(error)

namespace {

template <class Error>
constexpr bool can_be_caught_everywhere =
    std::is_nothrow_copy_constructible_v<Error> && std::is_nothrow_copy_assignable_v<Error> &&
    std::is_base_of_v<boost::system::system_error, Error>;
static_assert(can_be_caught_everywhere<rpc::client_error> && can_be_caught_everywhere<rpc::remote_error>);
static_assert(can_be_caught_everywhere<rpc::http_status_error> && can_be_caught_everywhere<rpc::invalid_response>);

constexpr errc all[] = {errc::invalid_url,      errc::invalid_config,    errc::invalid_request,   errc::duplicate_id,
                        errc::queue_full,       errc::message_too_large, errc::not_connected,     errc::connection_lost,
                        errc::closed,           errc::timeout,           errc::canceled,          errc::http_status,
                        errc::invalid_response, errc::missing_response,  errc::unexpected_result, errc::remote_error};

// The enumerator's value is what users may have stored.
int value_of(errc code) { return static_cast<int>(code); }

} // namespace

BOOST_AUTO_TEST_CASE(first_code_is_one_so_that_none_means_success)
{
    BOOST_TEST(value_of(errc::invalid_url) == 1);
    BOOST_TEST(static_cast<int>(rpc::delivery::not_sent) == 1);
    for (errc code : all)
        BOOST_TEST(rpc::make_error_code(code).failed());
}

BOOST_AUTO_TEST_CASE(every_code_has_a_message_of_its_own_without_a_full_stop)
{
    std::set<std::string> messages;
    for (int value = 1; value <= value_of(errc::remote_error); ++value)
    {
        auto message = rpc::error_category().message(value);
        BOOST_TEST_CONTEXT ("code " << value)
        {
            BOOST_TEST(!message.empty());
            BOOST_TEST(message.back() != '.');
            BOOST_TEST(message.find("unknown error") == message.npos);
            BOOST_TEST(messages.insert(message).second);
        }
    }
    BOOST_TEST(messages.size() == std::size(all));
}

BOOST_AUTO_TEST_CASE(value_that_is_no_code_has_a_message_too)
{
    BOOST_TEST(rpc::error_category().message(0) == "unknown error 0");
    BOOST_TEST(rpc::error_category().message(value_of(errc::remote_error) + 1) == "unknown error 17");
}

BOOST_AUTO_TEST_CASE(category_is_one_and_has_a_name)
{
    BOOST_TEST(rpc::error_category().name() == "jsonrpcclient");
    BOOST_TEST(&rpc::error_category() == &rpc::make_error_code(errc::closed).category());
    boost::system::error_code implicit = errc::closed;
    BOOST_TEST(implicit == rpc::make_error_code(errc::closed));
    BOOST_CHECK(implicit == errc::closed);
    BOOST_CHECK(implicit != errc::timeout);
}

BOOST_AUTO_TEST_CASE(timeout_and_cancellation_equal_those_of_the_standard_library)
{
    auto timeout = rpc::make_error_code(errc::timeout);
    auto canceled = rpc::make_error_code(errc::canceled);
    BOOST_CHECK(timeout == std::errc::timed_out);
    BOOST_CHECK(timeout == boost::system::errc::timed_out);
    BOOST_CHECK(std::error_code(timeout) == std::errc::timed_out);
    BOOST_CHECK(canceled == std::errc::operation_canceled);
    BOOST_CHECK(canceled == boost::system::errc::operation_canceled);
    BOOST_CHECK(std::error_code(canceled) == std::errc::operation_canceled);
    for (errc code : all)
    {
        BOOST_CHECK((code == errc::timeout) == (rpc::make_error_code(code) == boost::system::errc::timed_out));
        BOOST_CHECK((code == errc::canceled) ==
                    (rpc::make_error_code(code) == boost::system::errc::operation_canceled));
    }
}

BOOST_AUTO_TEST_CASE(delivery_has_names)
{
    BOOST_TEST(rpc::to_string(rpc::delivery::not_sent) == "not_sent");
    BOOST_TEST(rpc::to_string(rpc::delivery::maybe_executed) == "maybe_executed");
    BOOST_TEST(rpc::to_string(rpc::delivery::answered) == "answered");
}

BOOST_AUTO_TEST_CASE(client_error_tells_code_delivery_and_words)
{
    rpc::client_error error(errc::timeout, rpc::delivery::maybe_executed, "\"ping\" (id 1): no answer");
    BOOST_CHECK(error.code() == errc::timeout);
    BOOST_CHECK(error.delivery() == rpc::delivery::maybe_executed);
    BOOST_TEST(error.what() == "\"ping\" (id 1): no answer");
    const std::exception& base = error;
    BOOST_TEST(base.what() == error.what());
}

BOOST_AUTO_TEST_CASE(copies_and_what_was_moved_from_keep_their_words)
{
    rpc::remote_error error(rpc::error_object(-1, "bad", json::array{1}), "words");
    rpc::remote_error copy(error);
    rpc::remote_error moved(std::move(error));
    for (const auto* each : {&error, &copy, &moved})
    {
        BOOST_TEST(each->what() == "words");
        BOOST_TEST(each->error().message() == "bad");
    }
    rpc::client_error assigned(errc::closed, rpc::delivery::not_sent, "other");
    assigned = rpc::client_error(errc::timeout, rpc::delivery::answered, "new");
    BOOST_TEST(assigned.what() == "new");
    BOOST_CHECK(assigned.code() == errc::timeout);
    BOOST_CHECK(assigned.delivery() == rpc::delivery::answered);
}

BOOST_AUTO_TEST_CASE(remote_error_carries_the_error_object_and_was_answered)
{
    rpc::remote_error error(rpc::error_object(-32601, "Method not found", json::object{{"a", 1}}), "words");
    BOOST_CHECK(error.code() == errc::remote_error);
    BOOST_CHECK(error.delivery() == rpc::delivery::answered);
    BOOST_TEST(error.error().code() == -32601);
    BOOST_TEST(error.error().message() == "Method not found");
    BOOST_TEST((error.error().data() == json::object{{"a", 1}}));
    BOOST_TEST(rpc::error_object(1, "x").data().is_null());
}

BOOST_AUTO_TEST_CASE(http_status_error_may_have_been_executed_from_500_on)
{
    for (auto [status, expected] :
         {std::pair(404, rpc::delivery::answered), std::pair(499, rpc::delivery::answered),
          std::pair(500, rpc::delivery::maybe_executed), std::pair(503, rpc::delivery::maybe_executed)})
    {
        rpc::http_status_error error(status, "Reason", {{"A", "1"}, {"a", "2"}}, "body", "words");
        BOOST_CHECK(error.code() == errc::http_status);
        BOOST_CHECK(error.delivery() == expected);
        BOOST_TEST(error.status() == status);
        BOOST_TEST(error.reason() == "Reason");
        BOOST_TEST(error.body() == "body");
        BOOST_REQUIRE(error.headers().size() == 2u);
        BOOST_TEST(error.headers()[1].first == "a");
        BOOST_TEST(error.headers()[1].second == "2");
    }
}

BOOST_AUTO_TEST_CASE(http_status_error_keeps_the_first_4_kib_of_the_body)
{
    auto kept = [](std::size_t size)
    { return rpc::http_status_error(500, "", {}, std::string(size, 'x'), "").body().size(); };
    BOOST_TEST(kept(4096) == 4096u);
    BOOST_TEST(kept(4097) == 4096u);
    BOOST_TEST(kept(1'000'000) == 4096u);
}

BOOST_AUTO_TEST_CASE(invalid_response_carries_the_rule_and_shares_the_text)
{
    auto text = std::make_shared<const std::string>("{}");
    rpc::invalid_response error("there is neither", text, "words");
    auto copy = error;
    BOOST_CHECK(error.code() == errc::invalid_response);
    BOOST_CHECK(error.delivery() == rpc::delivery::answered);
    BOOST_TEST(copy.rule() == "there is neither");
    BOOST_TEST(&copy.text() == text.get());
    BOOST_TEST(copy.what() == "words");
}

BOOST_AUTO_TEST_CASE(derived_errors_are_caught_as_the_base_and_as_system_error)
{
    BOOST_CHECK_THROW(throw rpc::remote_error(rpc::error_object(), ""), rpc::client_error);
    BOOST_CHECK_THROW(throw rpc::invalid_response("", nullptr, ""), boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
