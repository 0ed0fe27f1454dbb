// SPDX-License-Identifier: BSL-1.0
// The options of one call, and of a client.
#pragma once

#include <jsonrpcclient/framing.hpp>
#include <jsonrpcclient/id_generators.hpp>
#include <jsonrpcclient/logging.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace jsonrpcclient {

namespace detail {

struct option_set;

// Options that share what they hold until one of them is changed. Empty, it is a null pointer.
class JSONRPCCLIENT_DECL option_store
{
public:
    const option_set* get() const noexcept { return set_.get(); }
    option_set& change();

    // These options where they are set, else those of `below`.
    option_store over(const option_store& below) const;

private:
    std::shared_ptr<const option_set> set_;
};

// The setters that a call's options and a client's options share.
template <class Options>
class JSONRPCCLIENT_DECL call_setters
{
public:
    /// How long a call may take, from its start to its answer. Default 30 s; zero or less is already over.
    Options& timeout(std::chrono::nanoseconds value);

    /// Where ids come from. Default `id_generators::decimal()`.
    Options& id_generator(jsonrpcclient::id_generator value);

    /// Whether an answer must keep the rules of JSON-RPC 2.0. Default true. Off, the shapes of older
    /// servers are taken, such as an answer without the member `jsonrpc`.
    Options& validate_against_schema(bool value);

    /// Whether an answer with id `"1"` answers the request with id `1`, and the reverse. Default false.
    Options& lenient_ids(bool value);

    /// HTTP: sends this header, in place of any of the same name. May be repeated for several names.
    /// Throws `errc::invalid_config` for a name or a value that no header can have (RFC 9110, section 5).
    Options& header(std::string_view name, std::string_view value);

    const option_store& store() const noexcept { return store_; }

protected:
    call_setters() = default;

    option_store store_;
};

} // namespace detail

/// The options of one call. What is not set is taken from the client.
class JSONRPCCLIENT_DECL call_options : public detail::call_setters<call_options>
{
public:
    call_options() = default;

    /// These options where they are set, else those of `below`.
    call_options over(const call_options& below) const;
};

/// The options of a client: its defaults for each call, and its own.
class JSONRPCCLIENT_DECL client_options : public detail::call_setters<client_options>
{
public:
    client_options() = default;

    /// Streams: how messages are told apart. Default `framing::newline()`.
    client_options& framing(jsonrpcclient::framing value);

    /// How long connecting to a URL may take. Default 10 s. Resolving counts, but is not interrupted: the
    /// system's resolver cannot be. A connector of your own has its own limits.
    client_options& connect_timeout(std::chrono::nanoseconds value);

    /// HTTP: connections at the same time. Default 8, at least 1.
    client_options& max_connections(std::size_t value);

    /// Calls that wait for an answer at the same time. Default 100,000.
    client_options& max_in_flight(std::size_t value);

    /// Bytes of messages that wait to be written. Default 64 MiB.
    client_options& max_queued_bytes(std::size_t value);

    /// Bytes of one message, in either direction. Default 64 MiB.
    client_options& max_message_size(std::size_t value);

    /// Adds a handler that is told of each message. There may be several.
    client_options& log_handler(logging::handler value);

    /// Whether messages are written to standard error. Default false.
    client_options& basic_logging(bool value = true);
};

} // namespace jsonrpcclient
