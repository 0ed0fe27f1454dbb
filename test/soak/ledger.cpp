// SPDX-License-Identifier: BSL-1.0
#include "soak/ledger.hpp"

#include <algorithm>
#include <iostream>

namespace soak {

namespace rpc = jsonrpcclient;

namespace {

// Whether the client may end a call in this way, by the README's table.
bool fits(rpc::errc cause, rpc::delivery delivery, bool is_idempotent)
{
    switch (cause)
    {
    case rpc::errc::not_connected:
        // One that may be repeated may have run before.
        return delivery == rpc::delivery::not_sent || (is_idempotent && delivery == rpc::delivery::maybe_executed);
    case rpc::errc::connection_lost:
    case rpc::errc::closed:
    case rpc::errc::timeout:
    case rpc::errc::canceled:
        return delivery != rpc::delivery::answered;
    case rpc::errc::http_status:
        return delivery != rpc::delivery::not_sent;
    case rpc::errc::invalid_response:
    case rpc::errc::remote_error:
        return delivery == rpc::delivery::answered;
    case rpc::errc::queue_full:
        return delivery == rpc::delivery::not_sent;
    default:
        // Nothing here asks for any of the others.
        return false;
    }
}

} // namespace

ledger::ledger(std::size_t calls) : states_(calls), executions_(calls * messages_per_call) {}

void ledger::made(std::size_t call, bool is_idempotent)
{
    states_[call].is_made = true;
    states_[call].is_idempotent = is_idempotent;
    ++made_;
}

void ledger::ended(std::size_t call)
{
    // Two are as bad as three.
    if (states_[call].ends != 2)
        ++states_[call].ends;
}

void ledger::answered(std::size_t call)
{
    ended(call);
    ++answered_;
}

void ledger::failed(std::size_t call, const rpc::client_error& error)
{
    ended(call);
    ++failed_;
    states_[call].is_not_sent = error.delivery() == rpc::delivery::not_sent;
    auto cause = static_cast<rpc::errc>(error.code().value());
    if (error.code().category() != rpc::error_category() || std::string_view(error.what()).empty() ||
        !fits(cause, error.delivery(), states_[call].is_idempotent))
        complain("call " + std::to_string(call) + " failed as none can, " + to_string(error.delivery()) + ": " +
                 error.what());
    ++failures_[std::pair(error.code().message(), std::string(to_string(error.delivery())))];
}

bool ledger::executed(std::uint64_t number)
{
    if (number >= executions_.size() || !states_[number / messages_per_call].is_made)
        return false;
    if (executions_[number] != 255)
        ++executions_[number];
    return true;
}

void ledger::mismatched(const std::string& what)
{
    ++mismatched_;
    complain(what);
}

void ledger::complain(const std::string& what)
{
    is_clean_ = false;
    if (++complaints_ <= 20)
        std::cerr << what << '\n';
}

std::string ledger::summary()
{
    std::uint64_t silent = 0, twice = 0, not_sent_but_executed = 0;
    for (std::size_t call = 0; call != states_.size(); ++call)
    {
        auto& state = states_[call];
        if (state.is_made && state.ends != 1)
        {
            ++silent;
            complain("call " + std::to_string(call) + (state.ends == 0 ? " has not ended" : " has ended twice"));
        }
        unsigned most = 0;
        for (std::size_t i = 0; i != messages_per_call; ++i)
            most = std::max<unsigned>(most, executions_[call * messages_per_call + i]);
        if (state.is_not_sent && most != 0)
        {
            ++not_sent_but_executed;
            complain("call " + std::to_string(call) + " was not sent, and was executed");
        }
        if (most > 1 && state.is_idempotent)
            ++repeated_;
        else if (most > 1)
        {
            ++twice;
            complain("call " + std::to_string(call) + " was executed " + std::to_string(most) + " times");
        }
    }
    if (made_ != answered_ + failed_)
        complain("there are calls that were neither answered nor failed, or both");
    return "calls " + std::to_string(made_) + " answered " + std::to_string(answered_) + " failed " +
           std::to_string(failed_) + " mismatched " + std::to_string(mismatched_) + " silent " +
           std::to_string(silent) + " twice " + std::to_string(twice) + " not_sent_but_executed " +
           std::to_string(not_sent_but_executed);
}

} // namespace soak
