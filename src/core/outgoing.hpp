// SPDX-License-Identifier: BSL-1.0
// What a call sends: its text, and the ids that its answers will carry.
#pragma once

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/id_generators.hpp>

#include "core/multiplexer.hpp"
#include "rules/spare_memory.hpp"
#include "values/rpc_version.hpp"

#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

namespace jsonrpcclient::detail {

struct outgoing
{
    std::string text;
    // Nothing to wait for, one id, or those of a batch.
    std::variant<std::monostate, id, std::vector<id>> ids;
    // Whether a batch has messages that no answer belongs to.
    bool has_notifications = false;

    // Keeps the memory of the text, unless it is much.
    void clear()
    {
        constexpr std::size_t kept = 1 << 16;
        if (text.capacity() > kept)
            give_back(text);
        text.clear();
        ids = std::monostate();
        has_notifications = false;
    }
};

// What error messages call a message.
struct message_name
{
    explicit message_name(const request& message) : text(message.method()), is_method(true) {}
    explicit message_name(const notification& message) : text(message.method()), is_method(true) {}
    explicit message_name(const batch& messages) : text("a batch of " + std::to_string(messages.size())) {}
    explicit message_name(const std::string&) : message_name("a raw message") {}
    explicit message_name(const char* what) : text(what) {}

    // A method, or what it is that has none.
    std::string text;
    bool is_method = false;
};

// A method in quotes, of which the beginning is enough.
std::string shown_name(std::string_view method);
// The same, "a batch of 3", or what else it is.
inline std::string to_string(const message_name& name) { return name.is_method ? shown_name(name.text) : name.text; }

// The ids that a batch has. Those that follow each other, as generated ones do, are kept as their first and last.
class used_ids
{
public:
    bool contains(const id& value) const
    {
        auto* integer = value.if_int64();
        return (integer && *integer >= first_ && *integer <= last_) || (!others_.empty() && others_.contains(value));
    }

    // Whether it was not there yet.
    bool insert(const id& value)
    {
        if (contains(value))
            return false;
        auto* integer = value.if_int64();
        bool is_first = last_ < first_;
        // One is taken from the larger of the two, so that nothing overflows.
        if (!integer || (!is_first && (*integer < last_ || *integer - 1 != last_)))
            return others_.insert(value).second;
        first_ = is_first ? *integer : first_;
        last_ = *integer;
        return true;
    }

private:
    std::int64_t first_ = 0;
    std::int64_t last_ = -1;
    std::unordered_set<id> others_;
};

// Gives ids that no open call has.
class id_stamp
{
public:
    id_stamp(const id_generator& generate, multiplexer& calls) noexcept : generate_(generate), calls_(calls) {}

    // An id that is none of `used` either.
    inline id fresh(const used_ids* used = nullptr);
    // Throws `errc::duplicate_id` if the id is taken.
    void claim(const id& value);

private:
    const id_generator& generate_;
    multiplexer& calls_;
};

// Write the message, with ids of `stamp` where it has none, into what is clear. Throw `errc::duplicate_id`,
// `errc::invalid_request` and whatever the generator throws.
void write(outgoing& into, request&& message, id_stamp stamp, rpc_version version);
void write(outgoing& into, notification&& message, id_stamp stamp, rpc_version version);
void write(outgoing& into, batch&& messages, id_stamp stamp, rpc_version version);
// JSON text, as it is.
void write(outgoing& into, std::string&& text, id_stamp stamp, rpc_version version);

} // namespace jsonrpcclient::detail
