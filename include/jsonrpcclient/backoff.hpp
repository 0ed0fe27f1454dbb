// SPDX-License-Identifier: BSL-1.0
// How long to wait before something is tried again, and how often.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace jsonrpcclient {

/** How long to wait before something is tried again, and how often.

    Before the n-th try again it waits for a random time between zero and
    `first * 2^(n-1)`, but no more than `longest` (exponential backoff with full
    jitter): clients that failed together do not come back together.

    @code
    auto careful = rpc::call_options().idempotent().retry(rpc::backoff(100ms, 5s).attempts(3));
    co_await client.send(rpc::request("balance"), careful);
    @endcode
*/
class backoff
{
public:
    /// Negative times count as zero.
    explicit backoff(std::chrono::nanoseconds first = std::chrono::milliseconds(100),
                     std::chrono::nanoseconds longest = std::chrono::seconds(30)) noexcept
        : first_(first), longest_(longest)
    {
    }

    /// Nothing is tried again.
    static backoff none() noexcept
    {
        backoff made;
        made.is_none_ = true;
        return made;
    }

    /// How often something is tried again before it is given up. Default 0: as often as the deadlines allow.
    backoff& attempts(std::size_t value) noexcept
    {
        attempts_ = value;
        return *this;
    }

    bool is_none() const noexcept { return is_none_; }
    std::chrono::nanoseconds first() const noexcept { return first_; }
    std::chrono::nanoseconds longest() const noexcept { return longest_; }
    std::size_t attempts() const noexcept { return attempts_; }

    friend bool operator==(const backoff&, const backoff&) = default;

private:
    std::chrono::nanoseconds first_;
    std::chrono::nanoseconds longest_;
    std::size_t attempts_ = 0;
    bool is_none_ = false;
};

/// In the form of a configuration file: "100ms, 30s", "100ms, 30s, 3" with a number of attempts, or "off".
JSONRPCCLIENT_DECL std::string to_string(const backoff& value);

} // namespace jsonrpcclient
