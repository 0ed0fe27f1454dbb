// SPDX-License-Identifier: BSL-1.0
#include "client/make_session.hpp"

#include "client/connection.hpp"
#include "client/http_dispatcher.hpp"
#include "client/session.hpp"
#include "rules/config_file.hpp"
#include "rules/proxy.hpp"
#include "transport/process_channel.hpp"
#include "transport/stream_channel.hpp"
#include "transport/websocket_channel.hpp"

namespace jsonrpcclient::detail {
namespace {

asio::awaitable<std::unique_ptr<channel>> connect_stream(route to, std::shared_ptr<const option_set> options,
                                                         std::shared_ptr<phase> now)
{
    auto connected = co_await connect(std::move(to), options, std::move(now));
    co_return make_stream_channel(std::move(connected), *options->framing, *options->max_message_size);
}

// Where a client connects, by the options that it has at that time.
struct destination
{
    explicit destination(endpoint where) : where(std::move(where)) {}

    void adopt(const std::shared_ptr<const option_set>& changed)
    {
        to = make_route(where, *changed, identities);
        options = changed;
    }

    endpoint where;
    tls_identities identities;
    std::optional<route> to;
    std::shared_ptr<const option_set> options;
};

std::unique_ptr<dispatcher> make_dispatcher(session& owner, endpoint where)
{
    if (where.protocol == protocol::http)
        return std::make_unique<http_dispatcher>(owner, std::move(where));
    auto connect = where.protocol == protocol::websocket ? connect_websocket : connect_stream;
    auto there = std::make_shared<destination>(std::move(where));
    there->adopt(owner.shared_defaults());
    return std::make_unique<connection>(
        owner,
        [connect, there](std::shared_ptr<phase> now) { return connect(*there->to, there->options, std::move(now)); },
        [there](const std::shared_ptr<const option_set>& options) { there->adopt(options); });
}

std::unique_ptr<dispatcher> make_dispatcher(session& owner, const process& command)
{
    struct plan
    {
        explicit plan(process command) : command(std::make_shared<const process>(std::move(command))) {}

        std::shared_ptr<const process> command;
        std::shared_ptr<const option_set> options;
    };
    auto made = std::make_shared<plan>(command);
    made->options = owner.shared_defaults();
    // Only the adopter holds it. A closed client lets go of that, and the handlers of the process are not called any more.
    return std::make_unique<connection>(
        owner,
        [watched = std::weak_ptr(made)](std::shared_ptr<phase>)
        {
            auto plan = watched.lock();
            if (!plan)
                throw boost::system::system_error(asio::error::operation_aborted);
            return start_process(plan->command, plan->options);
        },
        [made](const std::shared_ptr<const option_set>& options) { made->options = options; });
}

// The options of a new client: what its files say, and over that what the program says.
option_levels gather(const client_options& options)
{
    option_levels gathered;
    auto* own = options.store().get();
    for (auto& level : read_config_files(own ? own->config_files : std::nullopt))
        gathered.push(std::move(level));
    if (own)
        gathered.push(option_level(option_source::client, *own));
    return gathered;
}

// A user in the URL, unless the options have one.
client_options with_user(const client_options& options, const endpoint& where)
{
    auto* own = options.store().get();
    if (!where.user || (own && (own->auth || has_header(own->headers, "Authorization"))))
        return options;
    return client_options(options).basic_auth(where.user->first, where.user->second);
}

process process_of(const std::vector<std::string>& words)
{
    process made(words.front());
    for (std::size_t i = 1; i != words.size(); ++i)
        made.argument(words[i]);
    return made;
}

} // namespace

std::shared_ptr<session> make_session(asio::any_io_executor executor, const process& command,
                                      const client_options& options)
{
    return std::make_shared<session>(std::move(executor), "exec:" + command.words().front(), gather(options),
                                     [&](session& owner) { return make_dispatcher(owner, command); });
}

std::shared_ptr<session> make_session(asio::any_io_executor executor, std::string_view url,
                                      const client_options& options)
{
    auto where = parse_url(url);
    if (!where.command.empty())
        return make_session(std::move(executor), process_of(where.command), options);
    auto gathered = gather(with_user(options, where));
    // What no option leaves to the environment is not even looked at: it may be of a kind that is refused.
    auto& merged = *gathered.merged();
    if (!merged.proxy && !merged.unix_socket)
        if (auto proxy = environment_proxy(where))
            gathered.set_environment_proxy(proxy->shown);
    return std::make_shared<session>(std::move(executor), where.shown, std::move(gathered),
                                     [&](session& owner) { return make_dispatcher(owner, where); });
}

std::shared_ptr<session> make_session(asio::any_io_executor executor, connector connect, const client_options& options)
{
    if (!connect)
        throw client_error(errc::invalid_config, delivery::not_sent, "the connector must be callable");
    return std::make_shared<session>(std::move(executor), "the channel", gather(options),
                                     [&](session& owner)
                                     {
                                         return std::make_unique<connection>(owner, [connect = std::move(connect)](
                                                                                        std::shared_ptr<phase>)
                                                                             { return connect(); });
                                     });
}

} // namespace jsonrpcclient::detail
