// SPDX-License-Identifier: BSL-1.0
// What became of each call: how the client says that it ended, and how often the server has executed it.
//
// A call is counted once, be it a batch or not. Each of its messages has a number of its own, which the server finds in
// the params: call * messages_per_call and up.
#pragma once

#include <jsonrpcclient/error.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace soak {

constexpr std::size_t messages_per_call = 4;

class ledger
{
public:
    explicit ledger(std::size_t calls);

    std::size_t calls() const noexcept { return states_.size(); }

    // The client's side. A call that ends well may be ended by an error object, where that is what it asked for.
    void made(std::size_t call, bool is_idempotent);
    void answered(std::size_t call);
    void failed(std::size_t call, const jsonrpcclient::client_error& error);

    // The server's side. Whether there is such a call.
    bool executed(std::uint64_t number);
    bool was_executed(std::uint64_t number) const { return executions_.at(number) != 0; }

    // Something is wrong; an answer is not the one to this call.
    void mismatched(const std::string& what);
    void complain(const std::string& what);

    // When no call runs any more. The line of the figures, and whether all of them are as they must be.
    std::string summary();
    bool is_clean() const noexcept { return is_clean_; }

    // How calls failed, by cause and delivery.
    const std::map<std::pair<std::string, std::string>, std::uint64_t>& failures() const noexcept { return failures_; }
    std::uint64_t repeated() const noexcept { return repeated_; }

private:
    struct state
    {
        bool is_made : 1 = false;
        bool is_idempotent : 1 = false;
        bool is_not_sent : 1 = false;
        unsigned ends : 2 = 0;
    };

    void ended(std::size_t call);

    std::vector<state> states_;
    std::vector<std::uint8_t> executions_;
    std::map<std::pair<std::string, std::string>, std::uint64_t> failures_;
    std::uint64_t made_ = 0;
    std::uint64_t answered_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t mismatched_ = 0;
    std::uint64_t complaints_ = 0;
    std::uint64_t repeated_ = 0; // Idempotent calls that were executed more than once.
    bool is_clean_ = true;
};

} // namespace soak
