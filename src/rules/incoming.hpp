// SPDX-License-Identifier: BSL-1.0
// Reads a text into the JSON-RPC messages that it holds.
//
// Plain messages are read by hand, see plain_message.hpp. Others are parsed by events: only the members of JSON-RPC are
// kept, and only `result`, `error` and, where they are wanted, `params` become values (175 ns for a small answer, against
// 334 ns and 4 allocations for a document).
#pragma once

#include <jsonrpcclient/id.hpp>

#include <boost/json/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

enum class id_member
{
    absent,
    null,
    // An integer, a fraction that equals one, or a string.
    usable,
    // Of any other type.
    unusable
};

enum class version_member
{
    absent,
    two,
    other
};

enum class params_member
{
    absent,
    array,
    object,
    // Of any other type.
    unusable
};

// One message as it arrived, before any rule is applied to it.
struct incoming
{
    bool is_object = false;
    version_member version = version_member::absent;
    id_member id_kind = id_member::absent;
    std::optional<jsonrpcclient::id> id;
    std::optional<std::string> method;
    params_member params = params_member::absent;
    // Of a parser that keeps them.
    std::optional<json::value> params_value;
    std::optional<json::value> result;
    std::optional<json::value> error;
};

// What a message is, by the members it has.
enum class message_kind
{
    // It has `result` or `error`, or an id and nothing else that tells.
    answer,
    notification,
    request,
    // Not JSON-RPC.
    stranger
};

message_kind kind_of(const incoming& message) noexcept;

class incoming_parser
{
public:
    static constexpr std::size_t usual_depth = 512;
    // An array of more messages is refused: each costs much more memory than the two bytes of "1,".
    static constexpr std::size_t max_messages = 100'000;

    // Deeper nesting is refused (RFC 8259, section 9, lets a parser set limits).
    explicit incoming_parser(std::size_t max_depth = usual_depth, bool keeps_params = false);
    ~incoming_parser();

    // Reads the text. What it held before is gone; what is found up to an error is kept, so that a broken
    // answer can still be told to the call whose id it has.
    void parse(std::string_view text);

    // Why the text is no JSON; empty if it is.
    const std::string& error() const noexcept { return error_; }
    // Whether it is an array of messages.
    bool is_array() const noexcept;
    std::vector<incoming>& messages() noexcept;

    // Gives back the memory that a large text has taken.
    void shrink();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
    std::string error_;
};

} // namespace jsonrpcclient::detail
