// SPDX-License-Identifier: BSL-1.0
// ovsdb-server, which speaks JSON-RPC 1.0 and ends the connection at anything else: over a unix socket, TCP and TLS.
#include "peer/peer.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace peer;

BOOST_AUTO_TEST_SUITE(ovsdb)

namespace {

const std::vector<std::string> each_transport = {"UNIX", "TCP", "TLS"};

// What it needs beside the version.
rpc::client_options bare() { return with_certificate().framing(rpc::framing::bare()); }
rpc::client_options of_version_one() { return bare().protocol_version("1.0"); }

json::object insert(std::string_view name, int number)
{
    return {{"op", "insert"}, {"table", "Item"}, {"row", {{"name", name}, {"number", number}}}};
}

json::object select(std::string_view name)
{
    return {{"op", "select"}, {"table", "Item"}, {"where", {{"name", "==", name}}}, {"columns", {"number"}}};
}

// Waits for an item that nobody inserts.
json::object wait(std::chrono::milliseconds timeout)
{
    return {{"op", "wait"},
            {"timeout", timeout.count()},
            {"table", "Item"},
            {"columns", {"name"}},
            {"until", "=="},
            {"where", {{"name", "==", "nobody"}}},
            {"rows", {{{"name", "nobody"}}}}};
}

} // namespace

BOOST_DATA_TEST_CASE(databases_are_listed_read_and_written, each_transport, transport)
{
    with_client(
        value_of("OVSDB_" + transport),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto names = co_await client.call<std::vector<std::string>>("list_dbs");
            BOOST_TEST((std::find(names.begin(), names.end(), "Test") != names.end()));
            auto schema = co_await client.request("get_schema", "Test");
            BOOST_TEST(schema.data.result().at("tables").as_object().contains("Item"));
            std::string name = transport + " \xc3\xa9\"\n";
            auto inserted = insert(name, 7), selected = select(name);
            auto changed = co_await client.request("transact", "Test", inserted, selected);
            BOOST_TEST(changed.data.result().at(0).as_object().contains("uuid"));
            BOOST_TEST(json::serialize(changed.data.result().at(1)) == R"({"rows":[{"number":7}]})");
            auto raw = co_await client.send(R"( {"method": "echo", "params": [1.5, null], "id": "x"} )");
            BOOST_TEST((raw.data.id() == "x"));
            BOOST_TEST(text_of(raw) == "[1.5E0,null]");
            BOOST_TEST(client.statistics().connects == 1U);
            BOOST_TEST(client.statistics().malformed == 0U);
        },
        of_version_one());
}

// It leaves out the result beside an error, which JSON-RPC 1.0 does not allow.
BOOST_DATA_TEST_CASE(errors_are_taken_as_they_are_without_validation, each_transport, transport)
{
    with_client(
        value_of("OVSDB_" + transport),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto unknown = co_await client.request("no_such_method");
            BOOST_TEST(unknown.data.error().message() == "unknown method");
            auto bad = co_await client.request("get_schema", 1);
            BOOST_TEST(bad.data.error().data().at("error").as_string() == "syntax error");
            auto strict = client.with(rpc::call_options().validate_against_schema(true));
            auto error = co_await test::failure(strict.request("no_such_method"));
            BOOST_TEST((error.code() == rpc::errc::invalid_response));
            BOOST_TEST(contains(error.what(), "the member result is missing"), error.what());
        },
        of_version_one().validate_against_schema(false));
}

// A call that waits ends at once when it is cancelled, which some versions answer with an error, and some not at all.
BOOST_DATA_TEST_CASE(a_notification_is_heard, each_transport, transport)
{
    with_client(
        value_of("OVSDB_" + transport),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            std::string end;
            client.send(rpc::request("transact", "Test", wait(500ms)).id("waiting"), rpc::call_options().timeout(2s),
                        [&](std::exception_ptr error, rpc::response response) {
                            end = error                ? "no answer"
                                  : response.data.ok() ? "the time is over"
                                                       : response.data.error().message();
                        });
            co_await client.notify("cancel", "waiting");
            while (end.empty())
                co_await client.request("list_dbs");
            BOOST_TEST((end == "no answer" || end == "canceled"), end);
            BOOST_TEST(client.statistics().connects == 1U);
        },
        of_version_one().validate_against_schema(false));
}

BOOST_DATA_TEST_CASE(many_calls_in_flight_each_get_their_own_answer, each_transport, transport)
{
    with_client(
        value_of("OVSDB_" + transport),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            int own = 0, left = 1000;
            for (int i = 0; i != 1000; ++i)
                client.send(rpc::request("echo", i), {},
                            [&, i](std::exception_ptr error, rpc::response response)
                            {
                                own += !error && response.data.ok() && response.data.result().at(0).as_int64() == i;
                                --left;
                            });
            while (left != 0)
                co_await test::turn();
            BOOST_TEST(own == 1000);
            BOOST_TEST(client.statistics().connects == 1U);
        },
        of_version_one());
}

BOOST_DATA_TEST_CASE(what_it_tells_a_monitor_is_a_stream_in_the_order_of_the_changes, each_transport, transport)
{
    with_client(
        value_of("OVSDB_" + transport),
        [](rpc::client& watcher) -> asio::awaitable<void>
        {
            json::object columns, tables;
            columns["columns"] = json::array(1, "number");
            columns["select"] = json::parse(R"({"initial":false})");
            tables["Item"] = columns;
            auto updates = watcher.notifications("update");
            auto before = co_await watcher.request("monitor", "Test", "ours", tables);
            BOOST_TEST(before.data.ok());
            rpc::client other(watcher.get_executor(), value_of("OVSDB_UNIX"), of_version_one());
            for (int i = 1; i != 4; ++i)
            {
                auto item = insert("watched", i);
                co_await other.request("transact", "Test", item);
            }
            for (int i = 1; i != 4; ++i)
            {
                auto update = co_await updates.next();
                BOOST_REQUIRE(update);
                BOOST_TEST(update->params().at(0) == "ours");
                auto& rows = update->params().at(1).at("Item").as_object();
                BOOST_REQUIRE(rows.size() == 1U);
                BOOST_TEST(rows.begin()->value().at("new").at("number") == i);
            }
            BOOST_TEST(watcher.statistics().malformed == 0U);
            BOOST_TEST(watcher.statistics().connects == 1U);
        },
        of_version_one());
}

// The call takes longer than the server lets a client be silent.
BOOST_AUTO_TEST_CASE(its_question_whether_a_client_lives_is_answered_and_the_connection_stays)
{
    server_log log("OVSDB_LOG");
    with_client(
        value_of("OVSDB_IMPATIENT"),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            client.on_request("echo", [](const rpc::server_request& question) { return question.params(); });
            auto waited = co_await client.request("transact", "Test", wait(4s));
            BOOST_TEST(waited.data.result().at(0).at("error") == "timed out");
            BOOST_TEST(client.statistics().requests >= 2U);
            BOOST_TEST(client.statistics().connects == 1U);
        },
        of_version_one());
    BOOST_TEST(!contains(log.text(), "received unexpected"), log.text());
}

// It wants a result, so a client that refuses its requests has to keep talking. What it says about the refusal shows
// that it has understood it.
BOOST_AUTO_TEST_CASE(its_question_whether_a_client_lives_is_refused_in_its_own_version)
{
    server_log log("OVSDB_LOG");
    with_client(
        value_of("OVSDB_IMPATIENT"),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("transact", "Test", wait(20s)));
            BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
            BOOST_TEST(client.statistics().requests == 1U);
            auto names = co_await client.request("list_dbs");
            BOOST_TEST(names.data.ok());
            BOOST_TEST(client.statistics().connects == 2U);
        },
        of_version_one());
    BOOST_TEST(contains(log.text(), "received unexpected error message"), log.text());
    BOOST_TEST(!contains(log.text(), "bad JSON-RPC message"), log.text());
}

BOOST_DATA_TEST_CASE(version_2_0_ends_the_connection, each_transport, transport)
{
    server_log log("OVSDB_LOG");
    with_client(
        value_of("OVSDB_" + transport),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("echo", 1));
            BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
            BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed), error.what());
            auto old = client.with(rpc::call_options().protocol_version("1.0"));
            auto echoed = co_await old.request("echo", 1);
            BOOST_TEST(text_of(echoed) == "[1]");
        },
        bare());
    BOOST_TEST(contains(log.text(), "unexpected member \"jsonrpc\""), log.text());
}

BOOST_AUTO_TEST_SUITE_END()
