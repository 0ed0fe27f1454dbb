// SPDX-License-Identifier: BSL-1.0
// One run: a client, a few calls, and one thing that goes wrong meanwhile.
#pragma once

#include "faults/recording_server.hpp"
#include "faults/system_calls.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace test {

struct mishap
{
    enum class deed
    {
        nothing,
        cancel,
        destroy
    };

    const char* name;
    system_calls::fault fault;
    // What the program does when it has happened, in the turn behind it.
    deed then = deed::nothing;
    // Whether calls are nothing the worse for it.
    bool is_harmless = false;
    // Whether it goes on, so that the first step is enough.
    bool lasts = false;

    friend std::ostream& operator<<(std::ostream& stream, const mishap& which) { return stream << which.name; }
};

class client_run;

struct operation
{
    const char* name;
    // Each begins when the calls of the one before have ended.
    std::vector<void (*)(client_run&)> stages;
    recording_server::manner server = recording_server::manner::plain;
    bool closes = false;
    // So many steps that not each of them is tried.
    bool is_long = false;
    // Whether the client may be done without having read.
    bool is_silent = false;

    friend std::ostream& operator<<(std::ostream& stream, const operation& which) { return stream << which.name; }
};

// The client has an io_context of its own, so that whatever is left there is the client's.
class client_run
{
public:
    client_run(boost::asio::io_context& servers, recording_server& server, const mishap& what);

    // Plays it with the mishap at that step, and checks all that must hold. Tells whether the step was reached.
    bool play(const operation& what, std::size_t step);

    // For the stages.
    void connect();
    void request(std::size_t size = 0);
    void notify();
    void send_batch();
    void close();

private:
    struct call;

    std::shared_ptr<call> begin(const char* kind);
    template <class Check>
    auto handler(std::shared_ptr<call> which, Check is_answer);
    void strike();
    bool have_ended() const;
    template <class Condition>
    void run_until(Condition holds);
    void let_time_pass();
    void check(const call& which, const operation& what) const;
    void check_statistics() const;
    void check_counts(const operation& what) const;

    boost::asio::io_context& servers_;
    recording_server& server_;
    const mishap& mishap_;
    boost::asio::io_context context_;
    boost::asio::steady_timer kick_{context_};
    std::unique_ptr<jsonrpcclient::client> client_;
    std::vector<std::shared_ptr<call>> calls_;
    bool is_over_ = false;
    // Bytes that have to pass, at least.
    std::size_t asked_ = 0;
    std::size_t answered_ = 0;
};

} // namespace test
