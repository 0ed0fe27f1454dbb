// SPDX-License-Identifier: BSL-1.0
// Options: what the setters set, what is shared until it changes, and which one wins.
#include "rules/option_table.hpp"

#include "unit/refused.hpp"

#include <algorithm>

namespace rpc = jsonrpcclient;
namespace detail = rpc::detail;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(options)

namespace {

const detail::option_set& set_of(const detail::option_store& store)
{
    BOOST_REQUIRE(store.get());
    return *store.get();
}

template <class Options>
const detail::header_list& headers_of(const Options& options)
{
    return set_of(options.store()).headers;
}

std::size_t count_of_set(const detail::option_set& set)
{
    auto rows = detail::option_table();
    return std::count_if(rows.begin(), rows.end(), [&](auto& row) { return row.is_set(set); });
}

template <class Options>
std::string header_refusal(std::string_view name, std::string_view value)
{
    Options options;
    auto why = test::refusal(rpc::errc::invalid_config, [&] { options.header(name, value); });
    BOOST_TEST(!options.store().get(), "a refused header must leave nothing behind");
    return why;
}

} // namespace

BOOST_AUTO_TEST_CASE(options_that_nobody_set_are_a_null_pointer)
{
    BOOST_TEST(!rpc::call_options().store().get());
    BOOST_TEST(!rpc::client_options().store().get());
    BOOST_TEST(!rpc::call_options().over(rpc::call_options()).store().get());
}

BOOST_AUTO_TEST_CASE(each_setter_sets_its_option_and_no_other)
{
    auto call = rpc::call_options().timeout(5s);
    BOOST_CHECK(set_of(call.store()).timeout == 5s);
    BOOST_TEST(!set_of(call.store()).validate_against_schema.has_value());
    BOOST_TEST(!set_of(call.store()).lenient_ids.has_value());
    BOOST_TEST(!set_of(call.store()).id_generator.has_value());
    BOOST_TEST(headers_of(call).empty());

    auto all = rpc::client_options()
                   .validate_against_schema(false)
                   .lenient_ids(true)
                   .framing(rpc::framing::delimiter('x'))
                   .connect_timeout(3ms)
                   .max_connections(1)
                   .max_in_flight(2)
                   .max_queued_bytes(3)
                   .max_message_size(4)
                   .basic_logging()
                   .log_handler([](const rpc::logging::record&) {})
                   .header("A", "b")
                   .id_generator([] { return 7; });
    auto& set = set_of(all.store());
    BOOST_TEST(*set.validate_against_schema == false);
    BOOST_TEST(*set.lenient_ids == true);
    BOOST_CHECK(set.framing == rpc::framing::delimiter('x'));
    BOOST_CHECK(set.connect_timeout == 3ms);
    BOOST_TEST(*set.max_connections == 1u);
    BOOST_TEST(*set.max_in_flight == 2u);
    BOOST_TEST(*set.max_queued_bytes == 3u);
    BOOST_TEST(*set.max_message_size == 4u);
    BOOST_TEST(*set.basic_logging == true);
    BOOST_TEST(set.log_handlers.size() == 1u);
    BOOST_TEST(set.id_generator->generate() == 7);
    BOOST_TEST(!set.timeout.has_value());
}

BOOST_AUTO_TEST_CASE(each_setter_of_a_transport_sets_its_option)
{
    using verdict = std::variant<bool, std::string>;
    auto all = rpc::client_options()
                   .unix_socket("/run/s")
                   .verify(false)
                   .cert("a.pem", "b.pem")
                   .subprotocol("a, b")
                   .permessage_deflate()
                   .ping_interval(20s);
    auto& set = set_of(all.store());
    BOOST_TEST(*set.unix_socket == "/run/s");
    BOOST_CHECK(*set.verify == verdict(false));
    BOOST_TEST(set.cert->first == "a.pem");
    BOOST_TEST(set.cert->second == "b.pem");
    BOOST_TEST(*set.subprotocol == "a, b");
    BOOST_TEST(*set.permessage_deflate);
    BOOST_CHECK(set.ping_interval == 20s);
    // However the name of a file is written, it is no truth value.
    BOOST_CHECK(*set_of(rpc::client_options().verify("ca.pem").store()).verify == verdict("ca.pem"));
    BOOST_CHECK(*set_of(rpc::client_options().verify(std::string("ca.pem")).store()).verify == verdict("ca.pem"));
    // A certificate without a key holds both.
    BOOST_TEST(set_of(rpc::client_options().cert("both.pem").store()).cert->second == "both.pem");
}

BOOST_AUTO_TEST_CASE(values_that_a_transport_cannot_use_are_refused)
{
    using rpc::client_options;
    auto why = [](auto set)
    {
        return test::refusal(rpc::errc::invalid_config,
                             [&]
                             {
                                 client_options options;
                                 set(options);
                             });
    };
    BOOST_TEST(why([](client_options& o) { o.unix_socket(""); }) == "unix_socket must be the path of a socket");
    BOOST_TEST(why([](client_options& o) { o.verify(""); }) == "verify must name a file");
    BOOST_TEST(why([](client_options& o) { o.verify(static_cast<const char*>(nullptr)); }) ==
               "verify must name a file");
    BOOST_TEST(why([](client_options& o) { o.cert(""); }) == "cert must name a file");
    BOOST_TEST(why([](client_options& o) { o.cert(std::string("a\0b", 3)); }) == "cert must name a file");
    BOOST_TEST(why([](client_options& o) { o.ping_interval(-1ns); }) == "ping_interval must not be negative");
    for (auto* name : {"", " ", "a b", "a,", ",a", "a,,b", "a/b", "a\r\nX: 1"})
        BOOST_TEST(why([&](client_options& o) { o.subprotocol(name); }) ==
                   "subprotocol: \"" + std::string(name) + "\" is no name, and no list of names");
}

BOOST_AUTO_TEST_CASE(protocol_version_is_2_0_or_1_0)
{
    BOOST_CHECK(set_of(rpc::call_options().protocol_version("1.0").store()).protocol_version ==
                detail::rpc_version::one);
    auto changed = rpc::client_options().protocol_version("1.0").protocol_version("2.0");
    BOOST_CHECK(set_of(changed.store()).protocol_version == detail::rpc_version::two);
    for (auto* value : {"", "1", "2", "1.1", "3.0", " 2.0", "two"})
    {
        rpc::call_options options;
        auto why = test::refusal(rpc::errc::invalid_config, [&] { options.protocol_version(value); });
        BOOST_TEST(why == "protocol_version must be 2.0 or 1.0, not \"" + std::string(value) + "\"");
        BOOST_TEST(!options.store().get());
    }
}

BOOST_AUTO_TEST_CASE(chains_keep_their_type)
{
    rpc::client_options client = rpc::client_options().timeout(1s).header("A", "b").max_connections(3);
    rpc::call_options call = rpc::call_options().lenient_ids(true).timeout(1s);
    BOOST_TEST(*set_of(client.store()).max_connections == 3u);
    BOOST_TEST(*set_of(call.store()).lenient_ids);
}

BOOST_AUTO_TEST_CASE(built_in_values_are_those_of_the_documentation)
{
    auto set = detail::built_in_options();
    BOOST_CHECK(set.timeout == 30s);
    BOOST_CHECK(set.connect_timeout == 10s);
    BOOST_TEST(set.id_generator->generate() == 1);
    BOOST_CHECK(set.protocol_version == detail::rpc_version::two);
    BOOST_TEST(*set.validate_against_schema);
    BOOST_TEST(!*set.lenient_ids);
    BOOST_CHECK(set.framing == rpc::framing::newline());
    BOOST_TEST(*set.max_connections == 8u);
    BOOST_TEST(*set.max_in_flight == 100'000u);
    BOOST_TEST(*set.max_queued_bytes == 64u * 1024 * 1024);
    BOOST_TEST(*set.max_message_size == 64u * 1024 * 1024);
    BOOST_TEST(!*set.basic_logging);
    BOOST_TEST(set.headers.empty());
    BOOST_TEST(set.log_handlers.empty());
    BOOST_CHECK((*set.verify == std::variant<bool, std::string>(true)));
    BOOST_TEST(!*set.permessage_deflate);
    BOOST_CHECK(set.ping_interval == 0s);
    // These are not there unless they are asked for; all others have a value.
    BOOST_TEST((!set.unix_socket && !set.cert && !set.subprotocol && !set.proxy && !set.auth && !set.retry_on &&
                !set.ping_method));
    BOOST_TEST(count_of_set(set) == 34u);
    BOOST_TEST(!*set.idempotent);
    BOOST_TEST(set.retry->is_none());
    BOOST_CHECK(set.reconnect == rpc::backoff(100ms, 30s));
    BOOST_CHECK((set.resolve_timeout == 10s && set.tls_timeout == 10s && set.handshake_timeout == 10s));
    BOOST_CHECK((set.tcp_keepalive == 30s && set.tcp_user_timeout == 0s && set.idle_timeout == 60s));
    BOOST_TEST(!*set.wait_when_full);
    BOOST_TEST(*set.max_header_size == 64u * 1024);
    BOOST_TEST(*set.max_depth == 512u);
}

BOOST_AUTO_TEST_CASE(built_in_generator_is_a_new_one_each_time)
{
    detail::built_in_options().id_generator->generate();
    BOOST_TEST(detail::built_in_options().id_generator->generate() == 1);
}

BOOST_AUTO_TEST_CASE(copies_share_what_they_hold_until_one_of_them_changes)
{
    auto original = rpc::call_options().timeout(1s).header("A", "1");
    auto copy = original;
    BOOST_TEST(copy.store().get() == original.store().get());
    copy.timeout(2s).header("B", "2");
    BOOST_CHECK(set_of(original.store()).timeout == 1s);
    BOOST_TEST(headers_of(original).size() == 1u);
    BOOST_CHECK(set_of(copy.store()).timeout == 2s);
    BOOST_TEST(headers_of(copy).size() == 2u);
    original.lenient_ids(true);
    BOOST_TEST(!set_of(copy.store()).lenient_ids.has_value());
}

BOOST_AUTO_TEST_CASE(over_takes_what_is_set_above_and_the_rest_from_below)
{
    auto below = rpc::call_options().timeout(1s).lenient_ids(true).id_generator([] { return 1; });
    auto above = rpc::call_options().timeout(2s).validate_against_schema(false).id_generator([] { return 2; });
    auto merged = above.over(below);
    BOOST_CHECK(set_of(merged.store()).timeout == 2s);
    BOOST_TEST(*set_of(merged.store()).lenient_ids);
    BOOST_TEST(!*set_of(merged.store()).validate_against_schema);
    BOOST_TEST(set_of(merged.store()).id_generator->generate() == 2);
    BOOST_CHECK(set_of(below.store()).timeout == 1s);
    BOOST_TEST(!set_of(above.store()).lenient_ids.has_value());
}

BOOST_AUTO_TEST_CASE(over_with_nothing_on_one_side_is_the_other_side)
{
    auto set = rpc::call_options().timeout(1s);
    BOOST_TEST(set.over(rpc::call_options()).store().get() == set.store().get());
    BOOST_TEST(rpc::call_options().over(set).store().get() == set.store().get());
}

BOOST_AUTO_TEST_CASE(merge_takes_over_every_option_that_is_set)
{
    detail::option_set into, other = detail::built_in_options();
    other.unix_socket = other.subprotocol = other.proxy = other.ping_method = "a";
    other.retry_on.emplace();
    other.cert.emplace("a", "b");
    other.auth.emplace(detail::credentials::kind::basic, "a", "b");
    other.headers.emplace_back("A", "b");
    other.log_handlers.resize(1);
    other.on_progress = [](const boost::json::value&) {};
    detail::merge(into, other);
    // Of the three that prove who the caller is there is one at a time.
    BOOST_TEST(count_of_set(into) == detail::option_table().size() - 2);
    into.max_connections = 2;
    detail::merge(into, detail::option_set());
    BOOST_TEST(*into.max_connections == 2u);
}

BOOST_AUTO_TEST_CASE(log_handlers_are_collected)
{
    detail::option_set into, other;
    into.log_handlers.resize(1);
    other.log_handlers.resize(2);
    detail::merge(into, other);
    BOOST_TEST(into.log_handlers.size() == 3u);
}

BOOST_AUTO_TEST_CASE(header_takes_the_place_of_one_of_the_same_name_without_regard_to_case)
{
    auto options = rpc::call_options().header("X-Api", "1").header("Other", "x").header("x-aPI", "2");
    BOOST_REQUIRE(headers_of(options).size() == 2u);
    BOOST_TEST(headers_of(options)[0].first == "Other");
    BOOST_TEST(headers_of(options)[1].first == "x-aPI");
    BOOST_TEST(headers_of(options)[1].second == "2");
}

BOOST_AUTO_TEST_CASE(headers_of_a_call_are_merged_with_those_below_without_regard_to_case)
{
    auto below = rpc::call_options().header("Authorization", "old").header("A", "kept");
    auto merged = rpc::call_options().header("AUTHORIZATION", "new").header("B", "added").over(below);
    detail::header_list expected{{"A", "kept"}, {"AUTHORIZATION", "new"}, {"B", "added"}};
    BOOST_CHECK(headers_of(merged) == expected);
    BOOST_TEST(headers_of(below)[0].second == "old");
}

BOOST_AUTO_TEST_CASE(names_that_only_look_alike_are_different_headers)
{
    auto options = rpc::call_options().header("A^", "1").header("A~", "2").header("A", "3").header("AB", "4");
    BOOST_TEST(headers_of(options).size() == 4u);
}

BOOST_AUTO_TEST_CASE(every_character_of_a_token_may_be_in_the_name_of_a_header_and_no_other)
{
    constexpr std::string_view token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    rpc::call_options().header(token, "x");
    for (int character = 0; character != 256; ++character)
    {
        std::string name{'A', static_cast<char>(character), 'B'};
        if (token.find(static_cast<char>(character)) == token.npos)
            header_refusal<rpc::call_options>(name, "x");
        else
            rpc::call_options().header(name, "x");
    }
    BOOST_TEST(header_refusal<rpc::client_options>("A B", "x") == R"("A B" is no name of a header)");
    BOOST_TEST(header_refusal<rpc::client_options>("", "x") == R"("" is no name of a header)");
}

BOOST_AUTO_TEST_CASE(value_of_a_header_has_no_control_characters_but_the_tab)
{
    for (int character = 0; character != 256; ++character)
    {
        std::string value{'s', static_cast<char>(character), 't'};
        if ((character < 0x20 && character != '\t') || character == 0x7f)
            BOOST_TEST(header_refusal<rpc::client_options>("X-Key", value) ==
                       "the value of the header X-Key has a control character");
        else
            BOOST_TEST(headers_of(rpc::client_options().header("X-Key", value))[0].second == value);
    }
    BOOST_TEST(headers_of(rpc::client_options().header("X-Key", ""))[0].second == "");
}

BOOST_AUTO_TEST_CASE(value_that_an_option_cannot_have_is_refused_by_name)
{
    rpc::client_options options;
    auto why = [](auto&& setter) { return test::refusal(rpc::errc::invalid_config, setter); };
    BOOST_TEST(why([&] { options.max_connections(0); }) == "max_connections must be at least 1");
    BOOST_TEST(why([&] { options.max_in_flight(0); }) == "max_in_flight must be at least 1");
    BOOST_TEST(why([&] { options.max_queued_bytes(0); }) == "max_queued_bytes must be at least 1");
    BOOST_TEST(why([&] { options.max_message_size(0); }) == "max_message_size must be at least 1");
    BOOST_TEST(why([&] { options.id_generator(nullptr); }) == "id_generator must be callable");
    BOOST_TEST(why([&] { options.log_handler(nullptr); }) == "log_handler must be callable");
}

BOOST_AUTO_TEST_SUITE_END()
