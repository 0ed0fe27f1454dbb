// SPDX-License-Identifier: BSL-1.0
#include "session_answers.hpp"

#include "rules/base64.hpp"
#include "rules/hash.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/address.hpp>

namespace test {

namespace asio = boost::asio;

namespace {

constexpr const char* realm = "cats";
constexpr const char* nonce = "Zm9yIG9uY2U";

std::string md5(const std::string& text)
{
    using namespace jsonrpcclient::detail;
    return hash_hex(hash_algorithm::md5, text);
}

// The value of a parameter such as nc=00000001 or nonce="...".
std::string parameter(const std::string& credentials, const std::string& name)
{
    auto begin = credentials.find(' ' + name + '=');
    if (begin == credentials.npos)
        return {};
    begin += name.size() + 2;
    if (begin < credentials.size() && credentials[begin] == '"')
        return credentials.substr(begin + 1, credentials.find('"', begin + 1) - begin - 1);
    return credentials.substr(begin, credentials.find(',', begin) - begin);
}

// RFC 7616, section 3.4.1.
bool is_right(const std::string& credentials, const std::string& method, const std::string& uri)
{
    auto hashed_a1 = md5(std::string("Yoko:") + realm + ":pass:word");
    auto hashed_a2 = md5(method + ':' + uri);
    auto proof = hashed_a1 + ':' + nonce + ':' + parameter(credentials, "nc") + ':' + parameter(credentials, "cnonce") +
                 ":auth:" + hashed_a2;
    return credentials.starts_with("Digest ") && parameter(credentials, "username") == "Yoko" &&
           parameter(credentials, "nonce") == nonce && parameter(credentials, "uri") == uri &&
           parameter(credentials, "qop") == "auth" && !parameter(credentials, "cnonce").empty() &&
           parameter(credentials, "response") == md5(proof);
}

std::string basic(const std::string& user) { return "Basic " + jsonrpcclient::detail::base64(user); }

std::string unauthorized(const std::string& challenge)
{
    return http_answer("", "401 Unauthorized", "WWW-Authenticate: " + challenge + "\r\n");
}

} // namespace

std::string header(const std::string& head, const std::string& name)
{
    auto begin = head.find("\r\n" + name + ": ");
    if (begin == head.npos)
        return {};
    begin += name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string target_of(const http_request& request)
{
    auto begin = request.head.find(' ') + 1;
    return request.head.substr(begin, request.head.find(" HTTP/") - begin);
}

std::optional<std::string> session_answer(const http_request& request, const std::string& id)
{
    auto path = target_of(request);
    auto authorization = header(request.head, "Authorization");
    auto welcome = http_answer(R"({"jsonrpc":"2.0","result":"welcome","id":)" + id + '}');
    if (path == "/basic")
        return authorization == basic("Yoko:pass:word") ? welcome : unauthorized(R"(Basic realm="cats")");
    if (path == "/basic-empty")
        return authorization == basic("Yoko:") ? welcome : unauthorized(R"(Basic realm="cats")");
    if (path == "/digest")
    {
        auto method = request.head.substr(0, request.head.find(' '));
        return is_right(authorization, method, path)
                   ? welcome
                   : unauthorized(std::string("Digest realm=\"") + realm + "\", nonce=\"" + nonce +
                                  "\", qop=\"auth\", algorithm=MD5");
    }
    if (path == "/303")
        return http_answer("", "303 See Other", "Location: /basic\r\n");
    if (path.starts_with("/redirect/"))
    {
        auto left = std::stoul(path.substr(10));
        auto next = left == 0 ? std::string("/basic") : "/redirect/" + std::to_string(left - 1);
        auto status = left % 2 ? "307 Temporary Redirect" : "308 Permanent Redirect";
        return http_answer("", status, "Location: " + next + "\r\n");
    }
    return std::nullopt;
}

asio::awaitable<void> forward(tcp::socket socket)
{
    const std::string scheme = "http://";
    std::string from_client;
    std::string from_server;
    while (true)
    {
        auto request = co_await read_http_request(socket, from_client);
        auto target = target_of(request);
        auto path = target.find('/', scheme.size());
        auto colon = target.find(':', scheme.size());
        if (!target.starts_with(scheme) || path == target.npos || colon > path)
        {
            co_await write(socket, http_answer("", "400 Bad Request"));
            continue;
        }
        auto address = asio::ip::make_address(target.substr(scheme.size(), colon - scheme.size()));
        auto port = static_cast<unsigned short>(std::stoul(target.substr(colon + 1, path - colon - 1)));
        request.head.replace(request.head.find(target), target.size(), target.substr(path));
        request.head.insert(request.head.size() - 2, "Via: 1.1 forward\r\n");
        tcp::socket server(socket.get_executor());
        co_await server.async_connect(tcp::endpoint(address, port), asio::deferred);
        co_await write(server, request.head + request.body);
        from_server.clear();
        auto answer = co_await read_http_request(server, from_server);
        co_await write(socket, answer.head + answer.body);
    }
}

} // namespace test
