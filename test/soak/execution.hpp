// SPDX-License-Identifier: BSL-1.0
// Executes a message of a client, and enters it in the ledger.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace soak {

namespace json = boost::json;

class ledger;

// The responses to a message.
struct outcome
{
    outcome() {}

    std::vector<json::object> responses;
    bool is_batch = false;

    bool empty() const noexcept { return responses.empty(); }
    // Of a batch an array.
    std::string text() const;
};

outcome execute(std::string_view text, ledger& book);

} // namespace soak
