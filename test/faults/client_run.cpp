// SPDX-License-Identifier: BSL-1.0
#include "faults/client_run.hpp"

#include "faults/leaping_clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>

namespace test {

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using system_calls::fault;
using namespace std::chrono_literals;

struct client_run::call
{
    // What the server knows it by; a connect and a close it never knows.
    std::string name;
    bool is_request = true;
    std::size_t ends = 0;
    std::exception_ptr error;
    bool is_answered_well = false;
    asio::cancellation_signal cancel;
    bool is_canceled = false;
};

client_run::client_run(asio::io_context& servers, recording_server& server, const mishap& what)
    : servers_(servers), server_(server), mishap_(what)
{
}

std::shared_ptr<client_run::call> client_run::begin(const char* kind)
{
    static std::size_t number = 0;
    auto made = std::make_shared<call>();
    made->name = kind + std::to_string(++number);
    calls_.push_back(made);
    return made;
}

template <class Check>
auto client_run::handler(std::shared_ptr<call> which, Check is_answer)
{
    auto slot = which->cancel.slot();
    return asio::bind_cancellation_slot(slot,
                                        [which, is_answer](std::exception_ptr error, const auto&... answer)
                                        {
                                            ++which->ends;
                                            which->error = error;
                                            which->is_answered_well = !error && is_answer(answer...);
                                        });
}

void client_run::connect()
{
    auto made = begin("connect ");
    made->is_request = false;
    client_->connect(handler(made, [] { return true; }));
}

void client_run::request(std::size_t size)
{
    auto made = begin("request ");
    std::string filling(size, 'x');
    asked_ += made->name.size() + size;
    answered_ += made->name.size() + size;
    client_->send(rpc::request("echo", made->name, filling), {},
                  handler(made,
                          [name = made->name, filling](const rpc::response& answer)
                          {
                              auto& echo = answer.data.result().as_array();
                              return echo.at(0) == boost::json::string_view(name) &&
                                     echo.at(1) == boost::json::string_view(filling);
                          }));
}

void client_run::notify()
{
    auto made = begin("notification ");
    made->is_request = false;
    asked_ += made->name.size();
    client_->send(rpc::notification("log", made->name), {}, handler(made, [](const rpc::response&) { return true; }));
}

void client_run::send_batch()
{
    auto made = begin("batch ");
    auto& name = made->name;
    auto is_answer = [name](const rpc::batch_response& answer)
    {
        return answer.data.size() == 2 &&
               std::all_of(answer.data.begin(), answer.data.end(),
                           [&](auto& each)
                           { return each.result().as_array().at(0) == boost::json::string_view(name); });
    };
    rpc::batch batch(rpc::request("echo", name), rpc::notification("log", name + " besides"),
                     rpc::request("echo", name));
    asked_ += 3 * name.size();
    answered_ += 2 * name.size();
    client_->send(std::move(batch), {}, handler(made, is_answer));
}

void client_run::close()
{
    auto made = begin("close ");
    made->is_request = false;
    client_->close(handler(made, [] { return true; }));
}

// Of the calls, the one that began first is cancelled.
void client_run::strike()
{
    if (is_over_)
        return;
    if (mishap_.then == mishap::deed::destroy)
        client_.reset();
    auto first = std::find_if(calls_.begin(), calls_.end(), [](auto& each) { return each->ends == 0; });
    if (mishap_.then == mishap::deed::cancel && first != calls_.end())
    {
        (*first)->is_canceled = true;
        (*first)->cancel.emit(asio::cancellation_type::terminal);
    }
    if (mishap_.then != mishap::deed::nothing)
        system_calls::resume();
}

bool client_run::have_ended() const
{
    return std::all_of(calls_.begin(), calls_.end(), [](auto& each) { return each->ends != 0; });
}

// Where nothing is left to do but to wait, time leaps, as soon as something has gone wrong: before that, nothing takes
// long. Of a client that is gone nothing is left to wait for.
template <class Condition>
void client_run::run_until(Condition holds)
{
    auto begun = std::chrono::system_clock::now();
    std::size_t leaps = 0;
    while (!holds())
    {
        context_.restart();
        if (context_.poll() + servers_.poll() != 0)
            continue;
        BOOST_REQUIRE_MESSAGE(holds() || !context_.stopped(), "a call waits for something that nothing will bring");
        if (context_.run_one_for(1ms) != 0 || servers_.poll() != 0)
            continue;
        BOOST_REQUIRE_MESSAGE(std::chrono::system_clock::now() < begun + 120s && leaps != 1000, "it takes too long");
        if (!system_calls::is_reached() || mishap_.is_harmless || !client_)
            continue;
        ++leaps;
        let_time_pass();
    }
}

void client_run::let_time_pass()
{
    // Steps that are short beside the timeouts, of which the shortest is a second; unless these are to be met.
    bool is_stalled = mishap_.fault == fault::stall && mishap_.then == mishap::deed::nothing && !is_over_;
    leap(is_stalled ? 5000ms : 100ms);
    // Asio looks at the clock when a timer becomes the first of all.
    kick_.expires_at(asio::steady_timer::time_point());
    kick_.async_wait([](boost::system::error_code) {});
}

bool client_run::play(const operation& what, std::size_t step)
{
    // Everything that a client has dies with it.
    auto witness = std::make_shared<int>();
    std::weak_ptr<int> is_alive = witness;
    auto options = server_.options(
        rpc::client_options().max_connections(3).log_handler([witness](const rpc::logging::record&) {}));
    client_ = std::make_unique<rpc::client>(context_.get_executor(), server_.url(), std::move(options));
    options = {};
    witness.reset();

    system_calls::arm(mishap_.fault, step, [this] { asio::post(context_, [this] { strike(); }); });
    for (auto stage : what.stages)
    {
        if (!client_)
            break;
        stage(*this);
        run_until([&] { return have_ended(); });
    }
    bool is_reached = system_calls::is_reached();
    system_calls::disarm();
    system_calls::resume();
    is_over_ = true;

    if (client_ && !what.closes)
    {
        // Whatever has gone wrong, the client goes on.
        request();
        run_until([&] { return have_ended(); });
        BOOST_TEST(calls_.back()->is_answered_well);
    }
    for (auto& each : calls_)
        check(*each, what);
    if (!is_reached)
        check_counts(what);
    if (client_)
        check_statistics();
    client_.reset();
    context_.restart();
    run_until([&] { return context_.stopped(); });
    BOOST_TEST(is_alive.expired());
    BOOST_TEST(system_calls::open_descriptors() == 0U);
    for (auto& each : calls_)
    {
        BOOST_TEST(each->ends == 1U, each->name << " has ended " << each->ends << " times");
        // Nobody keeps its handler.
        BOOST_TEST(each.use_count() == 1);
    }
    return is_reached;
}

void client_run::check(const call& which, const operation& what) const
{
    // Nothing that may have been executed is sent again.
    auto got = server_.got(which.name);
    BOOST_TEST(got <= (which.name.starts_with("batch") ? 2U : 1U), which.name << " came " << got << " times");
    if (!which.error)
    {
        BOOST_TEST(which.is_answered_well, which.name << " got an answer that is not its own");
        BOOST_TEST((got != 0 || !which.is_request), which.name << " was answered by nobody");
        return;
    }
    try
    {
        std::rethrow_exception(which.error);
    }
    catch (const rpc::client_error& error)
    {
        auto says = which.name + ": " + error.what();
        BOOST_TEST((error.delivery() != rpc::delivery::answered), says << " - and was answered");
        BOOST_TEST((error.delivery() != rpc::delivery::not_sent || got == 0), says << " - not sent, but it came");
        bool is_stalled = mishap_.fault == fault::stall;
        bool is_destroyed = mishap_.then == mishap::deed::destroy;
        auto code = static_cast<rpc::errc>(error.code().value());
        bool is_expected = code == rpc::errc::canceled          ? which.is_canceled
                           : code == rpc::errc::closed          ? what.closes || is_destroyed
                           : code == rpc::errc::timeout         ? is_stalled && mishap_.then == mishap::deed::nothing
                           : code == rpc::errc::not_connected   ? mishap_.then == mishap::deed::nothing
                           : code == rpc::errc::connection_lost ? mishap_.then == mishap::deed::nothing
                                                                : false;
        bool has_to_succeed = mishap_.is_harmless && code != rpc::errc::closed;
        BOOST_TEST((is_expected && !has_to_succeed), says << " - which is no reason here");
    }
    catch (const std::exception& error)
    {
        BOOST_ERROR(which.name << " ended with something that is no client_error: " << error.what());
    }
}

void client_run::check_statistics() const
{
    auto counted = client_->statistics();
    BOOST_TEST(counted.in_flight == 0U);
    BOOST_TEST(counted.queued_bytes == 0U);
    BOOST_TEST(counted.started == counted.answered + counted.failed + counted.timed_out + counted.canceled);
}

// Nothing has gone wrong: each call is answered, and no byte has gone by another way than by the calls that can fail.
void client_run::check_counts(const operation& what) const
{
    auto& counted = system_calls::counted();
    BOOST_TEST(counted.connects != 0U);
    if (std::all_of(calls_.begin(), calls_.end(), [](auto& each) { return each->is_answered_well; }))
    {
        BOOST_TEST(counted.bytes_written >= asked_);
        BOOST_TEST(counted.bytes_read >= answered_);
    }
    else
        BOOST_TEST(what.closes, "a call has failed, though nothing has gone wrong");
}

} // namespace test
