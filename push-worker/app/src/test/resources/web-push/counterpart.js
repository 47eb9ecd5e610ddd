// Starts web-push-testing on a free port of loopback, says which, and ends with its parent.
const {PushApiModel} = require('web-push-testing/src/PushApiModel.js');
const TestingServer = require('web-push-testing/src/server.js');

const browsers = new PushApiModel();
const server = new TestingServer(browsers, 0);
const listen = server._app.listen.bind(server._app);
server._app.listen = () => {
  const http = listen(0, '127.0.0.1', () => {
    browsers.notifyUrl = `http://127.0.0.1:${http.address().port}/notify/`;
    console.log(http.address().port);
  });
  return http;
};
server.startServer();
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
