<?php
// On stdin {"theme": …, "posts": {name: content}, "addresses": [of charts]}: installs the WordPress of this folder, saves
// each post as an administrator and as an author, and asks for each address by oEmbed. On stdout what became of them.
error_reporting(E_ERROR);
$_SERVER += ['HTTP_HOST' => $argv[1], 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/'];
define('WP_INSTALLING', true);
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/post.php';
add_filter('pre_wp_mail', '__return_true');
wp_install('A site', 'admin', 'admin@site.example', false, '', 'not a secret');
$author = wp_insert_user(['user_login' => 'author', 'user_pass' => 'not a secret', 'role' => 'author']);
$asked = json_decode(file_get_contents('php://stdin'), true);
switch_theme($asked['theme']);
$made = ['saved' => [], 'answers' => []];
foreach (['admin' => 1, 'author' => $author] as $role => $user) {
    wp_set_current_user($user);
    kses_init();
    foreach ($asked['posts'] as $name => $content) {
        $id = wp_insert_post(wp_slash(['post_title' => "$role $name", 'post_name' => "$role-$name", 'post_content' => $content,
            'post_status' => 'publish', 'post_author' => $user]));
        $made['saved']["$role-$name"] = get_post($id)->post_content;
        $made['ids']["$role-$name"] = $id;
    }
}
foreach ($asked['addresses'] as $address) {
    $made['answers'][$address] = _wp_oembed_get_object()->get_data($address, ['width' => 500, 'height' => 1000]);
}
echo json_encode($made);
