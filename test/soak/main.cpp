// SPDX-License-Identifier: BSL-1.0
// Makes many calls of every kind over every transport, through a proxy and to a server that do to them what networks
// and servers do, and counts that each one ends once, with its own answer or an error that is true.
//
//   test_soak [CALLS [SEED]]
//
// The last line is that of the figures; how calls failed, what was done to them, and the memory are told on stderr.
#include "soak/lane.hpp"
#include "soak/ledger.hpp"
#include "soak/memory.hpp"
#include "support/certificates.hpp"
#include "support/transports.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <cstdlib>
#include <iostream>
#include <list>
#include <random>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t workers = 14;   // On each transport.
constexpr std::size_t phases = 6;
// Between the first third and the end. Lists that have a limit, as that of the ids of calls that were given up, are not
// full after a third of few calls.
constexpr std::size_t memory_tolerance = 1 << 20;

class program
{
public:
    program(std::size_t calls, std::uint64_t seed) : seed_(seed), book_(calls), faults_(seed)
    {
        auto names = test::transports;
        auto count = names.size();
        for (std::size_t i = 0; i != count; ++i)
            lanes_.emplace_back(context_, names[i], seed, calls * i / count, calls * (i + 1) / count, book_, faults_);
    }

    int run()
    {
        for (std::size_t phase = 1; phase <= phases; ++phase)
        {
            work(phase);
            settle();
            std::cerr << "part " << phase << " of " << phases;
            if (!memory_.empty())
                std::cerr << ", memory " << memory_.back() / 1024 << " KiB";
            std::cerr << std::endl;
        }
        check_memory();
        stop();
        report();
        return book_.is_clean() ? EXIT_SUCCESS : EXIT_FAILURE;
    }

private:
    // All lanes up to this part of their calls.
    void work(std::size_t phase)
    {
        std::size_t running = workers * lanes_.size();
        auto ended = [&]
        {
            if (--running == 0)
                context_.stop();
        };
        for (auto& lane : lanes_)
            lane.work(workers, phase, phases, ended);
        while (running != 0)
        {
            context_.restart();
            context_.run_for(1s);
            for (auto& lane : lanes_)
                for (auto call : lane.overdue())
                    give_up(lane.transport() + ": call " + std::to_string(call) + " does not end");
        }
    }

    // Leaves nothing but the clients and what they keep.
    void settle()
    {
        // Answers that were held back, and connections that are being made.
        run_for(300ms);
        std::size_t open = 1;
        for (auto begin = std::chrono::steady_clock::now(); open != 0;)
        {
            for (auto& lane : lanes_)
                lane.cut();
            run_for(100ms);
            open = 0;
            for (auto& lane : lanes_)
                open += lane.connections();
            if (std::chrono::steady_clock::now() - begin > 60s)
                give_up("connections are made while there are no calls");
        }
        // Goodbyes that nobody hears end by then.
        run_for(200ms);
        for (auto& lane : lanes_)
            lane.check_idle();
        if (auto bytes = soak::allocated_bytes())
            memory_.push_back(*bytes);
    }

    void run_for(std::chrono::milliseconds time)
    {
        context_.restart();
        context_.run_for(time);
    }

    void check_memory()
    {
        if (memory_.empty())
            return;
        auto begin = memory_[phases / 3 - 1];
        if (memory_.back() > begin + memory_tolerance)
            book_.complain("memory has grown from " + std::to_string(begin) + " to " + std::to_string(memory_.back()) +
                           " bytes");
    }

    // The context has to run out of work.
    void stop()
    {
        for (auto& lane : lanes_)
            asio::co_spawn(context_, lane.stop(), asio::detached);
        run_for(60s);
        if (!context_.stopped())
            give_up("the io_context still has work when all is closed");
    }

    void report()
    {
        std::uint64_t clients = 0;
        for (auto& lane : lanes_)
            clients += lane.clients_made();
        std::cerr << "clients: " << clients << '\n';
        for (auto& [how, count] : book_.failures())
            std::cerr << "failed, " << how.first << ", " << how.second << ": " << count << '\n';
        for (auto& [fault, count] : faults_.counts())
            std::cerr << fault << ": " << count << '\n';
        auto summary = book_.summary();
        std::cerr << "idempotent calls executed more than once: " << book_.repeated() << '\n';
        if (!book_.is_clean())
            std::cerr << "seed " << seed_ << '\n';
        std::cout << summary << std::endl;
    }

    // What hangs cannot be taken down either.
    [[noreturn]] void give_up(const std::string& why)
    {
        book_.complain(why);
        report();
        std::_Exit(EXIT_FAILURE);
    }

    std::uint64_t seed_;
    soak::ledger book_;
    soak::chaos faults_;
    asio::io_context context_{1};
    std::list<soak::lane> lanes_;
    std::vector<std::size_t> memory_;
};

} // namespace

int main(int count, char* arguments[])
{
    try
    {
        // What a developer's environment says to every client is not said to these.
        for (auto* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"})
            ::unsetenv(name);
        std::size_t calls = count > 1 ? std::stoull(arguments[1]) : 1'000'000;
        std::uint64_t seed = count > 2 ? std::stoull(arguments[2]) : std::random_device()();
        return program(calls, seed).run();
    }
    catch (const std::exception& error)
    {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
