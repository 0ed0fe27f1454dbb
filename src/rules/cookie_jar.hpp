// SPDX-License-Identifier: BSL-1.0
// The cookies of one client's session (RFC 6265).
#pragma once

#include "rules/endpoint.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

// A cookie goes back to the very host that it came from, and to no other: which domains belong to one owner only a list
// of public suffixes could tell. What servers send is bounded: 4096 bytes of name and value, 50 cookies of a host, 300
// in all; the oldest makes room.
class cookie_jar
{
public:
    using time_point = std::chrono::system_clock::time_point;

    bool empty() const noexcept { return cookies_.empty(); }

    // Takes the value of a Set-Cookie header. What breaks a rule is dropped silently, as browsers do.
    void store(std::string_view set_cookie, const endpoint& from, time_point now);

    // The value of the Cookie header, such as "a=1; b=2"; empty if there is none to send.
    std::string header_for(const endpoint& to, time_point now) const;

private:
    struct cookie
    {
        std::string name;
        std::string value;
        // In lower case.
        std::string host;
        std::string path;
        bool is_secure = false;
        // The last one for a cookie that lasts as long as the session.
        time_point expires = time_point::max();
    };

    void remove_expired(time_point now);
    void make_room(const std::string& host);

    // The oldest first; one that is replaced keeps its age.
    std::vector<cookie> cookies_;
};

} // namespace jsonrpcclient::detail
