// SPDX-License-Identifier: BSL-1.0
// Where the ids of requests come from.
#pragma once

#include <jsonrpcclient/id.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace jsonrpcclient {

/** Gives a new id at each call.

    @code
    client.set_defaults(rpc::call_options().id_generator(rpc::id_generators::uuid()));
    client.set_defaults(rpc::call_options().id_generator([next = 100]() mutable { return next++; }));
    @endcode

    Any callable that returns something convertible to @ref id will do. If it gives
    the id of an open call, it is asked again, up to 100 times; then the call ends
    with `errc::duplicate_id`. What it throws the call ends with.

    Copies of the generators below share their state and may be used by clients on
    different threads; a callable of your own is called on the client's executor.
*/
using id_generator = std::function<id()>;

namespace id_generators {

/// The integers from `start` on.
JSONRPCCLIENT_DECL id_generator decimal(std::uint64_t start = 1);

/// The same in hexadecimal, as strings in lower case: "1" to "9", "a", "b".
JSONRPCCLIENT_DECL id_generator hexadecimal(std::uint64_t start = 1);

/// Strings of `length` characters out of `alphabet`, from the system's random source.
/// Throws `errc::invalid_config` if either is empty.
JSONRPCCLIENT_DECL id_generator random(std::size_t length = 8,
                                       std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz");

/// Version 4 UUIDs in lower case (RFC 4122, section 4.4).
JSONRPCCLIENT_DECL id_generator uuid();

/// The generator of that name: "decimal", or in full "jsonrpcclient.id_generators.decimal".
/// Throws `errc::invalid_config` if there is none.
JSONRPCCLIENT_DECL id_generator by_name(std::string_view name);

} // namespace id_generators
} // namespace jsonrpcclient
